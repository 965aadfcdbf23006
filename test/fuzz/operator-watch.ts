/**
 * A proxy before MongoDB that reads each command, whatever driver sends it, and notices an operator that came from a client. Commands
 * pass unchanged.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { documentOf, eachMessage } from '../support/faults/counting-proxies.ts';
import { OPERATOR_MARK } from './values.ts';

/** @returns the path to an operator of the client's in a command, as `filter.username.$gt` */
export function findOperator(value: unknown, path: string[] = []): string | undefined {
  if (value === OPERATOR_MARK && path.some((name) => name.startsWith('$') && name !== '$db'))
    return path.join('.');
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = findOperator(inner, [...path, name]);
    if (found) return found;
  }
  return undefined;
}

const MARK = Buffer.from(OPERATOR_MARK);

export class OperatorWatch {
  /** since they were last taken */
  #seen: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#relay(client));
  #port = 0;
  #host = '';

  /** @param uri of a MongoDB server @returns the URI of the proxy */
  async before(uri: string): Promise<string> {
    const { hostname, port } = new URL(uri);
    [this.#host, this.#port] = [hostname, Number(port)];
    this.#server.listen(0, '127.0.0.1').unref();
    await once(this.#server, 'listening');
    return `mongodb://127.0.0.1:${(this.#server.address() as AddressInfo).port}/?directConnection=true`;
  }

  #relay(client: Socket): void {
    const server = connect(this.#port, this.#host);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.setNoDelay(true).on('error', () => one.destroy());
      one.on('close', () => other.destroy());
      this.#sockets.add(one);
    }
    eachMessage(client, (message) => {
      if (message.includes(MARK)) {
        const found = findOperator(documentOf(message));
        if (found) this.#seen.push(found);
      }
      server.write(message);
    });
    server.pipe(client);
  }

  take(): string[] {
    return this.#seen.splice(0);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
