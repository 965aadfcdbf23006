/** A TCP proxy before MongoDB that can hold back inserts: a database whose acknowledgement takes its time. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** As it stands in an OP_MSG: the command's name is the first key of its document. */
const INSERT = Buffer.from('insert\0');

export class HoldingProxy {
  readonly #target: URL;
  readonly #server = createServer((client) => this.#join(client));
  #holdNext = false;
  #held: (() => void)[] = [];

  /** @param uri of the MongoDB server */
  constructor(uri: string) {
    this.#target = new URL(uri);
  }

  /** @returns the URI of the proxy */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1').unref();
    await once(this.#server, 'listening');
    return `mongodb://127.0.0.1:${(this.#server.address() as AddressInfo).port}/?directConnection=true`;
  }

  #join(client: Socket): void {
    const server = connect(Number(this.#target.port), this.#target.hostname);
    server.pipe(client);
    client.on('data', (chunk: Buffer) => {
      if (!this.#holdNext || !chunk.includes(INSERT)) return server.write(chunk);
      this.#holdNext = false;
      this.#held.push(() => server.write(chunk));
      return undefined;
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('close', () => other.destroy()).on('error', () => other.destroy());
    }
  }

  /** The next insert does not reach the database until it is released. */
  holdNextInsert(): void {
    this.#holdNext = true;
  }

  get holding(): number {
    return this.#held.length;
  }

  release(): void {
    this.#holdNext = false;
    for (const proceed of this.#held.splice(0)) proceed();
  }

  close(): void {
    this.#server.close();
  }
}
