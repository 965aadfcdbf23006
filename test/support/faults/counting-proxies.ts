/**
 * Proxies before the databases that count, on the wire, what a function asks and how many items it gets: for tests and
 * measurements, for any driver.
 */
import { once } from 'node:events';
import { createServer as createHttpServer, Agent as HttpAgent, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { BSON, type Document } from 'mongodb';

/** One round trip. */
export interface RoundTrip {
  command: string;
  /** documents or items in the answer */
  items: number;
}

/** What drivers say among themselves, beside any operation. */
const SESSION_KEEPING = new Set([
  'hello',
  'ismaster',
  'isMaster',
  'ping',
  'endSessions',
  'saslStart',
  'saslContinue',
]);

const OP_MSG = 2013;
const HEADER_BYTES = 16;

/** Calls back with each whole message of a stream. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
export function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= HEADER_BYTES && pending.length >= pending.readInt32LE(0)) {
      const length = pending.readInt32LE(0);
      take(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
  });
}

/** The command or reply document of an OP_MSG, which is its section of kind 0; undefined for other messages. */
export function documentOf(message: Buffer): Document | undefined {
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  let at = HEADER_BYTES + 4;
  while (at < message.length && message[at] !== 0) at += 1 + message.readInt32LE(at + 1);
  return at < message.length
    ? BSON.deserialize(message.subarray(at + 1, at + 1 + message.readInt32LE(at + 1)))
    : undefined;
}

const itemsIn = ({ cursor, value }: Document): number =>
  (cursor?.firstBatch ?? cursor?.nextBatch)?.length ?? (value ? 1 : 0);

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export class CountingProxy {
  /** since the last reset, in the order of the answers */
  roundTrips: RoundTrip[] = [];
  connections = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  reset(): void {
    this.roundTrips = [];
    this.connections = 0;
  }

  close(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
  }

  /** @param uri of a MongoDB server @returns the URI of the proxy */
  async beforeMongodb(uri: string): Promise<string> {
    const { hostname, port } = new URL(uri);
    this.#server = createServer((client) => {
      const server = connect(Number(port), hostname);
      client.setNoDelay(true);
      server.setNoDelay(true);
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#track(one);
        one.on('close', () => other.destroy());
      }
      this.#relay(client, server);
    });
    return `mongodb://127.0.0.1:${await listen(this.#server)}/?directConnection=true`;
  }

  #relay(client: Socket, server: Socket): void {
    const asked = new Map<number, string>();
    let carriesCommands = false;
    eachMessage(client, (message) => {
      const command = Object.keys(documentOf(message) ?? {})[0] ?? 'hello';
      if (!SESSION_KEEPING.has(command)) {
        asked.set(message.readInt32LE(4), command);
        // Those of the driver's monitor carry none.
        if (!carriesCommands) this.connections++;
        carriesCommands = true;
      }
      server.write(message);
    });
    eachMessage(server, (message) => {
      const command = asked.get(message.readInt32LE(8));
      if (command === undefined) return client.write(message);
      asked.delete(message.readInt32LE(8));
      this.roundTrips.push({ command, items: itemsIn(documentOf(message) ?? {}) });
      return client.write(message);
    });
  }

  /** @param address of DynamoDB @returns the address of the proxy */
  async beforeDynamodb(address: string): Promise<string> {
    const { hostname, port } = new URL(address);
    const agent = new HttpAgent({ keepAlive: true });
    this.#server = createHttpServer(async (incoming, outgoing) => {
      const { method, url: path, headers } = incoming;
      const body = await text(incoming);
      const forwarded = request({ hostname, port, method, path, headers, agent }, async (answer) => {
        const payload = await text(answer);
        const command = String(headers['x-amz-target']).split('.')[1] ?? '';
        this.roundTrips.push({ command, items: itemsOf(JSON.parse(payload)) });
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(payload);
      });
      forwarded.on('error', () => outgoing.destroy()).end(body);
    });
    this.#server.on('connection', (socket) => {
      this.#track(socket);
      this.connections++;
    });
    return `http://127.0.0.1:${await listen(this.#server)}`;
  }
}

const itemsOf = ({ Item, Items, Attributes, Responses }: Document): number =>
  (Item ? 1 : 0) +
  (Attributes ? 1 : 0) +
  (Items?.length ?? 0) +
  Object.values<unknown[]>(Responses ?? {}).reduce((sum, items) => sum + items.length, 0);
