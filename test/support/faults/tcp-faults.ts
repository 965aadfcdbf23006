/**
 * A TCP proxy in front of a server: MongoDB, DynamoDB or HTTP. It disturbs traffic in the
 * ways that networks do, each message by the throw of a seeded die, or as a test decides.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Random } from '../../../local/demo/random.ts';

export type Fault =
  | 'pass'
  /** the answer comes later */
  | 'delay'
  /** the connection ends before the request was read */
  | 'cut'
  /** the server handles the request; its answer and the connection are lost */
  | 'lose the answer'
  /** the server gets half of the request, and the connection ends */
  | 'half a request'
  /** the server handles the request; half of its answer arrives, and the connection ends */
  | 'half an answer'
  /** the request is swallowed; the connection stays, and says nothing any more */
  | 'say nothing'
  /** the request reaches the server when it is released */
  | 'hold'
  /** of a connection: it is reset as soon as it is made */
  | 'refuse';

/** How often, from 0 to 1, each fault befalls a message, or for `refuse` a connection. */
export type Rates = Partial<Record<Exclude<Fault, 'pass'>, number>>;

export interface TcpFaultsOptions {
  /** the same one throws the same faults on the same connection, counted from the first */
  seed?: string;
  rates?: Rates;
  /** of 'delay' */
  delayMs?: number;
}

const MINIMUM_HALF = 1;

export class TcpFaults {
  rates: Rates;
  /** Says what becomes of a request, in place of the rates. @param request its first bytes, often all of it */
  decide: ((request: Buffer) => Fault) | undefined;
  /** what became of the messages so far */
  readonly counts: Partial<Record<Fault, number>> = {};
  readonly #target: { host: string; port: number };
  readonly #seed: string;
  readonly #delayMs: number;
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
  #connections = 0;
  readonly #server = createServer((client) => this.#accept(client));

  /** @param address of the server: a URL with host and port */
  constructor(address: string, { seed = '1', rates = {}, delayMs = 0 }: TcpFaultsOptions = {}) {
    const { hostname, port } = new URL(address);
    this.#target = { host: hostname, port: Number(port) };
    this.#seed = seed;
    this.#delayMs = delayMs;
    this.rates = rates;
  }

  /** @returns its own host and port */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1').unref();
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get holding(): number {
    return this.#held.length;
  }

  /** Forwards the held data. */
  release(): void {
    for (const proceed of this.#held.splice(0)) proceed();
  }

  /** Every connection that is open now ends. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cutAll();
    await once(this.#server, 'close');
  }

  #note(fault: Fault): Fault {
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    return fault;
  }

  #accept(client: Socket): void {
    this.#track(client);
    const random = new Random(`${this.#seed}/connection ${this.#connections++}`);
    if (random.chance(this.rates.refuse ?? 0)) {
      this.#note('refuse');
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.#target);
    this.#track(server);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.setNoDelay(true);
      one.on('close', () => other.destroy());
    }
    this.#relay(client, server, random);
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
  }

  #throwDie(random: Random): Fault {
    let left = random.next();
    for (const [fault, rate] of Object.entries(this.rates) as [Fault, number][]) {
      if (fault === 'refuse') continue;
      left -= rate;
      if (left < 0) return fault;
    }
    return 'pass';
  }

  /**
   * A message is all that one side says until the other one does: none of the protocols behind here speaks out of turn. Which makes
   * it independent of how each of them marks where a message ends.
   */
  #relay(client: Socket, server: Socket, random: Random): void {
    let fault: Fault = 'pass';
    let isAnswered = true;
    client.on('data', (chunk: Buffer) => {
      const isFirst = isAnswered;
      isAnswered = false;
      if (isFirst && fault !== 'say nothing')
        fault = this.#note(this.decide?.(chunk) ?? this.#throwDie(random));
      if (fault === 'say nothing') return;
      if (fault === 'cut') client.resetAndDestroy();
      else if (fault === 'half a request') server.end(half(chunk), () => client.destroy());
      else if (fault === 'hold') this.#held.push(() => server.write(chunk));
      else server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      isAnswered = true;
      if (fault === 'lose the answer') client.resetAndDestroy();
      else if (fault === 'half an answer') client.end(half(chunk), () => client.destroy());
      else if (fault === 'delay') setTimeout(() => client.write(chunk), this.#delayMs);
      else client.write(chunk);
    });
  }
}

const half = (chunk: Buffer): Buffer =>
  chunk.subarray(0, Math.max(MINIMUM_HALF, Math.floor(chunk.length / 2)));
