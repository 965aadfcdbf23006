/** A server that answers BatchGetSecretValue like AWS Secrets Manager, for requests signed with the tests' key. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { verifySignature } from '../http/signature.ts';

export const SECRET_ACCESS_KEY = 'only-of-tests';

export class SecretsManager {
  /** by name */
  readonly secrets: Record<string, string> = {};
  /** names that may not be read */
  readonly denied = new Set<string>();
  /** what each request has asked for */
  readonly requests: string[][] = [];
  /** of answers to come, in the place of secrets */
  failure: { status: number; type: string } | undefined;
  delayMs = 0;

  readonly #server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method = '', url: path = '', headers } = request;
    const { service } = verifySignature({ method, path, headers, body }, SECRET_ACCESS_KEY);
    if (service !== 'secretsmanager') throw new Error(`Signed for ${service}`);
    const names: string[] = JSON.parse(body.toString()).SecretIdList;
    this.requests.push(names);
    await setTimeout(this.delayMs);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (this.failure) {
      const { status, type } = this.failure;
      response.writeHead(status).end(JSON.stringify({ __type: type }));
    } else {
      response.end(JSON.stringify(this.#answer(names)));
    }
  });

  #answer(names: string[]) {
    const errorOf = (name: string): string | undefined => {
      if (this.denied.has(name)) return 'AccessDeniedException';
      return this.secrets[name] === undefined ? 'ResourceNotFoundException' : undefined;
    };
    return {
      SecretValues: names
        .filter((name) => !errorOf(name))
        .map((Name) => ({ Name, SecretString: this.secrets[Name] })),
      Errors: names
        .filter(errorOf)
        .map((SecretId) => ({ SecretId, ErrorCode: errorOf(SecretId), Message: 'of tests' })),
    };
  }

  /** @returns its address */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
