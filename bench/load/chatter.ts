/** A simulated user: one method per operation, and a record of what the client has seen. */
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { ConversationSummary, Message } from '#sdk';
import type { ServerFrame } from '../../lib/realtime/resources.ts';
import type { Random } from '../../local/demo/random.ts';
import { type Answer, nextPath, Refusal } from './api.ts';
import type { Entry, Ledger, View } from './ledger.ts';
import type { Meter } from './meter.ts';
import type { Person } from './people.ts';
import { closeSocket, openSocket } from './socket.ts';

/** A page of a screen. */
const PAGE = '50';
const TYPING_EVERY_MS = 2_000;
const SEND_AGAIN_MS = 500;

const WORDS = 'so the train is late again and nobody knows why, shall we meet at seven then? 🚆'.split(' ');

const query = (values: Record<string, string>): string => `?${new URLSearchParams(values)}`;

/** With one peer. */
class Talk {
  syncToken: string | undefined;
  /** by Id, from syncs alone */
  readonly synced = new Map<string, Message>();
  lastSeq = 0;
  readSeq = 0;
  isMarking = false;
  typedAt = -Infinity;

  take(messages: readonly Message[]): void {
    for (const { Seq } of messages) this.lastSeq = Math.max(this.lastSeq, Seq);
  }
}

/** What measures the chatters: it relates what one of them sends to what another one receives. */
export interface Observer {
  readonly meter: Meter;
  readonly ledger: Ledger;
  sent(entry: Entry, intended: number): void;
  frameSeen(clientId: string): void;
  typed(from: string, to: string, intended: number): void;
  typingSeen(from: string, to: string): void;
}

export class Chatter {
  readonly person: Person;
  readonly peers: readonly string[];
  readonly #observer: Observer;
  readonly #talks: Map<string, Talk>;
  #inboxToken: string | undefined;
  #socket: WebSocket | undefined;
  #opening = false;
  readonly #framesOf = new Set<string>();

  constructor(observer: Observer, person: Person, peers: readonly string[]) {
    this.#observer = observer;
    this.person = person;
    this.peers = peers;
    this.#talks = new Map(peers.map((peer) => [peer, new Talk()]));
  }

  #talk(peer: string): Talk {
    const talk = this.#talks.get(peer);
    if (!talk) throw new Error(`${this.person.username} does not talk to ${peer}`);
    return talk;
  }

  async #get<Body>(path: string): Promise<Answer<Body>> {
    return this.person.api.call<Body>('GET', path, { token: await this.person.token() });
  }

  async connect(): Promise<void> {
    this.#opening = true;
    this.#framesOf.clear();
    try {
      this.#socket = await openSocket(this.person, (frame) => this.#received(frame));
    } finally {
      this.#opening = false;
    }
  }

  async disconnect(): Promise<void> {
    if (this.#socket) await closeSocket(this.#socket);
  }

  /** As a page that is loaded again. */
  async reconnect(): Promise<void> {
    if (this.#opening) return;
    await this.disconnect();
    try {
      await this.connect();
    } catch (error) {
      // A ticket is used up also by a database's answer that comes too late for the function; clients get another one.
      if (!(error instanceof Refusal && error.kind.endsWith('401'))) throw error;
      this.#observer.meter.count('handshakes refused, and tried again with another ticket');
      await this.connect();
    }
  }

  #received(frame: ServerFrame): void {
    if (frame.type === 'error') this.#observer.meter.failed(`frame: ${frame.data.code}`);
    if (frame.type === 'typing') this.#observer.typingSeen(frame.data.Username, this.person.username);
    if (frame.type !== 'message.created') return;
    const { Id, From, ClientId } = frame.data;
    if (this.#framesOf.has(Id)) this.#observer.meter.failed(`frame of ${Id} came twice`);
    this.#framesOf.add(Id);
    if (From !== this.person.username) this.#observer.frameSeen(ClientId ?? '');
  }

  async send(peer: string, random: Random, intended: number): Promise<void> {
    const text = Array.from({ length: random.int(1, 30) }, () => random.pick(WORDS)).join(' ');
    const entry = this.#observer.ledger.add(this.person.username, peer, text);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#observer.sent(entry, intended);
    await this.#post(entry);
  }

  /** The same request again is the same message. @throws Refusal */
  async #post(entry: Entry): Promise<void> {
    const { body } = await this.person.api.call<Message>('POST', '/messages', {
      token: await this.person.token(),
      body: { User: entry.to, Message: entry.text, ClientId: entry.clientId },
      prefer: 'return=representation',
    });
    entry.id = body.Id;
    this.#talk(entry.to).take([body]);
  }

  /** What got no answer, until it has one. @throws Refusal */
  async sendAgain(entry: Entry, attempts = 5): Promise<void> {
    try {
      await this.#post(entry);
    } catch (error) {
      if (attempts <= 1) throw error;
      await pause(SEND_AGAIN_MS);
      await this.sendAgain(entry, attempts - 1);
    }
  }

  async list(peer: string): Promise<void> {
    const { body } = await this.#get<Message[]>(`/messages${query({ User: peer, limit: PAGE })}`);
    this.#talk(peer).take(body);
  }

  async inbox(): Promise<void> {
    const answer = await this.#get<ConversationSummary[]>(`/conversations${query({ limit: PAGE })}`);
    this.#inboxToken = answer.header('x-sync-token');
  }

  async syncInbox(): Promise<void> {
    if (this.#inboxToken === undefined) return this.inbox();
    const answers = await this.#pages(`/conversations${query({ since: this.#inboxToken })}`);
    this.#inboxToken = answers.at(-1)?.header('x-sync-token') ?? this.#inboxToken;
  }

  /** From the beginning on: what was shown first counts as synced too. */
  async sync(peer: string): Promise<void> {
    const talk = this.#talk(peer);
    const since = talk.syncToken === undefined ? {} : { since: talk.syncToken };
    const answers = await this.#pages<Message>(`/messages${query({ User: peer, limit: '200', ...since })}`);
    for (const { body } of answers) {
      talk.take(body);
      for (const message of body) talk.synced.set(message.Id, message);
    }
    // The first page of a list has the token, the last page of a sync.
    const [first, last] = [answers[0]?.header('x-sync-token'), answers.at(-1)?.header('x-sync-token')];
    talk.syncToken = last ?? first ?? talk.syncToken;
  }

  async #pages<Item>(path: string): Promise<Answer<Item[]>[]> {
    const answers: Answer<Item[]>[] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const answer: Answer<Item[]> = await this.#get(next);
      answers.push(answer);
      next = nextPath(answer);
    }
    return answers;
  }

  /** @returns false when there is nothing to mark, or it is being marked */
  async markRead(peer: string): Promise<boolean> {
    const talk = this.#talk(peer);
    const Seq = talk.lastSeq;
    if (talk.isMarking || Seq <= talk.readSeq) return false;
    talk.isMarking = true;
    try {
      const path = `/conversations/${encodeURIComponent(peer)}/read`;
      await this.person.api.call('PUT', path, { token: await this.person.token(), body: { Seq } });
      talk.readSeq = Seq;
      return true;
    } finally {
      talk.isMarking = false;
    }
  }

  /** @returns false when it would be too often, or by no socket */
  type(peer: string, intended: number): boolean {
    const talk = this.#talk(peer);
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    if (performance.now() - talk.typedAt < TYPING_EVERY_MS) return false;
    talk.typedAt = performance.now();
    this.#observer.typed(this.person.username, peer, intended);
    this.#socket.send(JSON.stringify({ type: 'typing', User: peer, Typing: true }));
    return true;
  }

  /** Everything there is, both ways. */
  async views(peer: string): Promise<View[]> {
    await this.sync(peer);
    const pages = await this.#pages<Message>(`/messages${query({ User: peer, limit: '200' })}`);
    const history = pages.toReversed().flatMap(({ body }) => body);
    const [reader, synced] = [this.person.username, [...this.#talk(peer).synced.values()]];
    return [
      { reader, peer, by: 'history', messages: history },
      { reader, peer, by: 'sync', messages: synced },
    ];
  }
}
