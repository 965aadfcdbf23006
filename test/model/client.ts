/** A chat client as docs/protocol.md asks for: it loads once, listens, and syncs whenever it (re)connects. */

import type { ConversationResource } from '#lib/conversations/resources.ts';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import type { MessageResource } from '#lib/messages/resources.ts';
import type { ServerFrame } from '#lib/realtime/resources.ts';
import { call } from '../support/http/gateway.ts';
import type { Person } from '../support/people/people.ts';
import { gateway } from '../support/sockets/socket-gateway.ts';
import { closeSocket, openSocket } from '../support/sockets/sockets.ts';

/** Named by a person, or by its id. */
export type Target = { User: string } | { Conversation: string };

export interface Handlers {
  list: LambdaHandler;
  inbox: LambdaHandler;
}

export const nextQuery = (link: string | undefined): Record<string, string> | undefined => {
  const [, address] = /^<([^>]+)>/.exec(link ?? '') ?? [];
  return address === undefined ? undefined : Object.fromEntries(new URL(address, 'http://x').searchParams);
};

/** Small pages, so that even short conversations have several. */
export const PAGE = '3';

export class ModelClient {
  readonly name: string;
  readonly person: Person;
  /** whom this client blocks */
  readonly peer: string;
  /** the conversation of the model */
  readonly target: Target;
  readonly messages = new Map<string, MessageResource>();
  /** every text that ever reached this client */
  readonly everSeen = new Set<string>();
  /** up to where each member has read */
  readonly watermarks = new Map<string, number>();
  readonly #handlers: Handlers;
  #socket: string | undefined;
  #seen = 0;
  #messagesToken: string | undefined;
  #inboxToken: string | undefined;
  /** where older messages than the first load showed begin */
  #older: Record<string, string> | undefined;

  constructor(name: string, person: Person, peer: string, target: Target, handlers: Handlers) {
    this.name = name;
    this.person = person;
    this.peer = peer;
    this.target = target;
    this.#handlers = handlers;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** Open the socket first, then catch up: what happens in between arrives twice rather than not at all. */
  async connect(): Promise<void> {
    if (this.#socket !== undefined) return;
    this.#socket = await openSocket(this.person);
    this.#seen = 0;
    await this.sync();
  }

  /** Closes the socket and loses frames in flight. @param told whether the gateway notices immediately */
  async cut(told: boolean): Promise<void> {
    if (this.#socket === undefined) return;
    if (told) await closeSocket(this.#socket);
    else gateway.vanish(this.#socket);
    this.#socket = undefined;
  }

  /** Takes in what arrived, or loses it. */
  receive(lose = false): void {
    if (this.#socket === undefined) return;
    const arrived = gateway.frames(this.#socket).slice(this.#seen);
    this.#seen += arrived.length;
    if (!lose) for (const frame of arrived) this.#apply(frame);
  }

  #apply(frame: ServerFrame): void {
    if (frame.type === 'conversation.read') {
      const { Username, Seq } = frame.data;
      // No list shows the marks of others in a group: clients ask who has read a message.
      if ('User' in this.target || Username === this.person.username) this.#advance(Username, Seq);
    } else if (frame.type.startsWith('message.')) this.#keep(frame.data as MessageResource);
  }

  /** An older state of a message never replaces a newer one. */
  #keep(message: MessageResource): void {
    this.everSeen.add(message.Message);
    const known = this.messages.get(message.Id);
    if (!known || known.Version < message.Version) this.messages.set(message.Id, message);
  }

  #advance(username: string, seq: number): void {
    this.watermarks.set(username, Math.max(seq, this.watermarks.get(username) ?? 0));
  }

  async #get(handler: LambdaHandler, path: string, query: Record<string, string>) {
    const answer = await call(handler, { path, token: this.person.token, query });
    if (answer.status !== 200)
      throw new Error(`${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }

  async sync(): Promise<void> {
    await this.#syncMessages();
    await this.#syncInbox();
  }

  async #syncMessages(): Promise<void> {
    if (this.#messagesToken === undefined) return this.#loadNewest();
    let query: Record<string, string> | undefined = {
      ...this.target,
      limit: PAGE,
      since: this.#messagesToken,
    };
    while (query) {
      const { body, headers } = await this.#get(this.#handlers.list, '/messages', query);
      for (const message of body) this.#keep(message);
      this.#messagesToken = headers['x-sync-token'] ?? this.#messagesToken;
      query = nextQuery(headers.link);
    }
  }

  async #loadNewest(): Promise<void> {
    const { body, headers } = await this.#get(this.#handlers.list, '/messages', {
      ...this.target,
      limit: PAGE,
    });
    for (const message of body) this.#keep(message);
    this.#messagesToken = headers['x-sync-token'];
    this.#older = nextQuery(headers.link);
  }

  async #syncInbox(): Promise<void> {
    const since = this.#inboxToken;
    const query = { limit: '100', ...(since ? { since } : {}) };
    const { body, headers } = await this.#get(this.#handlers.inbox, '/conversations', query);
    for (const { User, ReadSeq, PeerReadSeq } of body as ConversationResource[]) {
      this.#advance(this.person.username, ReadSeq);
      this.#advance(User, PeerReadSeq);
    }
    this.#inboxToken = headers['x-sync-token'];
  }

  /** Scrolls up to the beginning, from where the first load ended. What came later is for syncing to find. */
  async scrollUp(): Promise<void> {
    while (this.#older) {
      const { body, headers } = await this.#get(this.#handlers.list, '/messages', this.#older);
      for (const message of body) this.#keep(message);
      this.#older = nextQuery(headers.link);
    }
  }

  /** What a person would see. */
  get state() {
    return {
      messages: [...this.messages.values()].sort((a, b) => a.Seq - b.Seq),
      watermarks: Object.fromEntries([...this.watermarks].filter(([, seq]) => seq > 0).sort()),
    };
  }
}
