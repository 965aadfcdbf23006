/** An HTTP proxy before a running product that answers in its place, loses its answers, or says nothing at all. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type Fault =
  | 'pass'
  /** the product handles it, and its answer is lost */
  | 'lose the answer'
  | 'say nothing'
  /** the connection ends before anything was read */
  | 'refuse'
  | { status: number; type: string; body: string };

export class FaultProxy {
  /** what becomes of a request */
  decide: (call: string) => Fault = () => 'pass';
  /** each request as "POST /messages", query included */
  readonly calls: string[] = [];
  readonly #target: URL;
  readonly #prefix: string;
  readonly #server = createServer((incoming, answer) => {
    this.#handle(incoming, answer).catch(() => answer.destroy());
  });

  /** @param url of the product @param prefix of the proxy's paths, which it removes, such as `/chat` */
  constructor(url: string, prefix = '') {
    this.#target = new URL(url);
    this.#prefix = prefix;
  }

  /** Again after `close`, as a server that was down. @param port any free one unless given @returns its own address */
  async listen(port = 0): Promise<string> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.#prefix}`;
  }

  /** The next request that begins so meets these faults, one after the other; what follows passes. */
  next(call: string, ...faults: Fault[]): void {
    this.decide = (each) => (each.startsWith(call) ? (faults.shift() ?? 'pass') : 'pass');
  }

  async #handle(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const call = `${method} ${url}`;
    this.calls.push(call);
    const fault = this.decide(call);
    if (fault === 'refuse') {
      incoming.socket.destroy();
      return;
    }
    const body = await buffer(incoming);
    if (!url.startsWith(`${this.#prefix}/`)) {
      answer.writeHead(404).end();
      return;
    }
    if (fault === 'say nothing') return;
    if (typeof fault === 'object') {
      answer.writeHead(fault.status, { 'content-type': fault.type }).end(fault.body);
      return;
    }
    const { hostname: host, port } = this.#target;
    const forwarded = request({ host, port, method, path: url.slice(this.#prefix.length), headers });
    forwarded.end(body);
    const [response] = (await once(forwarded, 'response')) as [IncomingMessage];
    const content = await buffer(response);
    if (fault === 'lose the answer') incoming.socket.destroy();
    else answer.writeHead(response.statusCode ?? 502, response.headers).end(content);
  }

  /** Nothing answers from now on. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
