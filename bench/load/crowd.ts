/** Many clients of few people, each an SDK with its own socket that can be cut, and a record of received events. */
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { CoreChat, type KeyValueStorage, type Message, memoryStorage } from '#sdk';
import type { View } from './ledger.ts';
import type { Meter } from './meter.ts';
import type { Person } from './people.ts';

/** The polling interval for state without events. */
const LOOK_MS = 20;

/** Like a browser's socket, without compression: thousands share this process. */
class DeviceSocket extends WebSocket {
  constructor(url: string) {
    super(url, { perMessageDeflate: false });
  }
}

/** One tab or phone. */
export class Device {
  readonly chat: CoreChat;
  readonly person: Person;
  readonly peer: string;
  /** in the order of events, including duplicates */
  readonly told: Message[] = [];
  readonly #times = new Map<string, number>();
  socket: WebSocket | undefined;
  #isLeaving = false;
  /** when it was last in step with the server */
  onlineAt = 0;

  constructor(url: string, person: Person, peer: string, storage: KeyValueStorage, meter: Meter) {
    const device = this;
    this.person = person;
    this.peer = peer;
    this.chat = new CoreChat({
      url,
      storage,
      WebSocket: class extends DeviceSocket {
        constructor(address: string) {
          super(address);
          meter.count('handshakes');
          this.on('open', () => {
            device.socket = this;
            meter.count('sockets opened');
          });
          let isRefused = false;
          this.on('unexpected-response', (request, { statusCode }) => {
            isRefused = true;
            meter.failed(`handshake: ${statusCode}`);
            request.destroy();
          });
          this.on('error', ({ message }) => {
            if (!device.#isLeaving && !isRefused) meter.failed(`socket: ${message}`);
          });
        }
      } as unknown as NonNullable<ConstructorParameters<typeof CoreChat>[0]>['WebSocket'] & object,
      log: (event) => {
        if (event.type !== 'request') return;
        const what = `${event.method} ${event.path.replace(/^(\/Users)\/.*/, '$1/{username}')}`;
        meter.count(what);
        if (device.#isLeaving) return;
        if (event.code !== undefined) meter.failed(`${what}: ${event.status ?? ''} ${event.code}`);
      },
    });
    this.chat.on('connection', ({ state }) => {
      if (state === 'online') this.onlineAt = performance.now();
    });
    this.chat.on('message', ({ message, change }) => {
      if (change !== 'created') meter.count(`told as ${change}`);
      this.told.push(message);
      this.#times.set(message.ClientId ?? '', performance.now());
    });
  }

  /** @returns when it was told of a message; undefined: not yet */
  toldAt(clientId: string): number | undefined {
    return this.#times.get(clientId);
  }

  /** Comes back to its person's session, and follows the conversation with the peer. @throws CoreChatError */
  async start(signal: AbortSignal): Promise<void> {
    await this.chat.resume();
    this.chat.connect();
    await within(Infinity, () => this.isOnline, signal);
    await this.chat.conversation(this.peer).open();
  }

  get isOnline(): boolean {
    return this.chat.connection === 'online';
  }

  /** As a network that is gone: no closing handshake. */
  cut(): void {
    this.socket?.terminate();
  }

  /** Abandons requests in flight. */
  leave(): void {
    this.#isLeaving = true;
    this.chat.close();
  }

  get view(): View {
    return { reader: this.person.username, peer: this.peer, by: 'events', messages: this.told };
  }
}

/** What the SDK finds in its storage after a login. */
async function storageOf(url: string, { login }: Person): Promise<KeyValueStorage> {
  const storage = memoryStorage();
  const now = Date.now();
  const usedUntil = now + (Date.parse(login.TokenExpiry) - Date.parse(login.TokenIssued)) - 60_000;
  const session = {
    username: login.Username,
    sessionId: login.SessionId,
    refreshToken: login.RefreshToken,
    token: login.Token,
    receivedAt: now,
    usedUntil,
  };
  await storage.set(`corechat:${url}:session`, JSON.stringify(session));
  return storage;
}

/** As many devices as there are sockets, dealt out to people who talk in pairs. */
export async function makeCrowd(
  url: string,
  people: readonly Person[],
  sockets: number,
  meter: Meter,
): Promise<Device[]> {
  const storages = await Promise.all(people.map((person) => storageOf(url, person)));
  return Array.from({ length: sockets }, (_, number) => {
    const index = number % people.length;
    const [person, peer, storage] = [people[index], people[index ^ 1], storages[index]];
    if (!person || !peer || !storage) throw new Error('A crowd is of an even number of people');
    return new Device(url, person, peer.username, storage, meter);
  });
}

/** @returns whether the condition came to hold within the time */
export async function within(
  milliseconds: number,
  condition: () => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await pause(LOOK_MS, undefined, { signal });
  }
  return true;
}
