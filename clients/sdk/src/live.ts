/** Everything that arrives, by whatever way, goes through here to where it belongs. */
import type { Messages } from './api.ts';
import { Conversation } from './conversation.ts';
import { Doubts } from './doubts.ts';
import { dispatch, type FrameTargets } from './frames.ts';
import { Inbox } from './inbox.ts';
import type { LiveParts } from './live-parts.ts';
import { Missed } from './missed.ts';
import { type Arrival, changeOf } from './news.ts';
import type { Outbox } from './outbox.ts';
import { Peers } from './peers.ts';
import { Presences, Typing } from './people.ts';
import type { ServerFrame } from './protocol.ts';
import type { Requests } from './requests.ts';
import type { ClientFrame } from './socket.ts';
import { Telling } from './telling.ts';
import type { ConversationSummary, Message, MessageChange } from './types.ts';
import { foldUsername, isSameUser } from './username.ts';

export class Live {
  readonly inbox: Inbox;
  readonly presences: Presences;
  readonly typing: Typing;
  outbox!: Outbox;
  /** changes with the person who is logged in */
  era = 0;
  /** counts sockets; undefined while there is none */
  socketNumber: number | undefined;
  #sockets = 0;
  readonly #parts: LiveParts;
  readonly #targets: FrameTargets;
  readonly #conversations = new Map<string, Conversation>();
  readonly #peers = new Peers();
  readonly #doubts = new Doubts((missing) => this.#lookFor(missing));
  readonly #telling: Telling;
  /** open conversations of which the inbox knows more */
  readonly #behind = new Set<Conversation>();
  readonly #missed: Missed;

  constructor(parts: LiveParts) {
    const { events, requests } = parts;
    this.#parts = parts;
    this.#targets = {
      version: (conversation, version) => this.#doubts.note(conversation, version),
      message: (message, conversation, change) => this.#takeFrame(message, conversation, change),
      read: (conversation, seq, isOwn) => {
        if (this.inbox.takeRead(conversation, seq, isOwn)) this.#doubts.raise();
      },
      typing: (frame) => {
        this.#peers.note(frame.conversation, frame.data.Username);
        this.typing.take(frame);
      },
      presence: (event) => this.presences.take(event),
      inbox: () => this.#doubts.raise(),
      refused: parts.refused,
    };
    this.#telling = new Telling({
      events,
      own: () => this.own,
      memberOf: (conversation) => this.inbox.find(conversation)?.User,
    });
    this.#missed = new Missed(this, () => events.has('message'));
    this.presences = new Presences((event) => events.emit('presence', event));
    this.typing = new Typing((event) => {
      this.#opened(event.conversation)?.changed();
      events.emit('typing', event);
    });
    this.inbox = new Inbox({
      requests,
      changed: (row) => this.#rowChanged(row),
      listed: ({ Conversation: id, Version }) => this.#doubts.settle(id, Version),
      synced: (row, afterSeq) => {
        if (!this.#doubts.covers(row.Conversation, row.Version)) this.#fellBehind(this.known(row.User));
        this.#missed.note(row, afterSeq);
      },
    });
  }

  get requests(): Requests {
    return this.#parts.requests;
  }

  get messages(): Messages {
    return this.#parts.messages;
  }

  /** Who is logged in. */
  get own(): string | undefined {
    return this.requests.sessions.login?.username;
  }

  send(frame: ClientFrame): boolean {
    return this.#parts.send(frame);
  }

  conversation(username: string): Conversation {
    const key = foldUsername(username);
    const known = this.#conversations.get(key) ?? new Conversation(this, username);
    this.#conversations.set(key, known);
    return known;
  }

  #opened(conversation: string): Conversation | undefined {
    const peer = this.#peers.peerIn(conversation);
    return peer === undefined ? undefined : this.#conversations.get(peer);
  }

  /** The conversation with somebody, if anybody asked for it. */
  known(username: string): Conversation | undefined {
    return this.#conversations.get(foldUsername(username));
  }

  /** The id of the direct conversation with somebody, once the server has told it. */
  idOf(peer: string): string | undefined {
    return this.#peers.idOf(peer);
  }

  #rowChanged(row: ConversationSummary): void {
    this.#peers.note(row.Conversation, row.User);
    this.known(row.User)?.changed();
    this.#parts.events.emit('conversation', row);
  }

  socketOpened(): void {
    this.socketNumber = ++this.#sockets;
    this.presences.watch();
    this.#doubts.watch();
  }

  socketLost(): void {
    this.socketNumber = undefined;
    this.presences.doubt();
    this.#doubts.unwatch();
  }

  /** Whether events were missed is looked up soon. */
  check(): void {
    if (this.socketNumber !== undefined) this.#doubts.raise();
  }

  /** Gets what no event told. */
  async sync(): Promise<void> {
    const open = [...this.#conversations.values()].filter(({ isOpen }) => isOpen);
    await Promise.all([this.inbox.load(), ...open.map((conversation) => conversation.sync())]);
    this.#behind.clear();
  }

  /** What can wait until the rest is there. */
  async afterSync(): Promise<void> {
    await this.#missed.fetch();
    await this.presences.renew((username) => this.fetchPresence(username));
  }

  async fetchPresence(username: string): Promise<void> {
    await this.presences.ask(username, () => this.#parts.users.show(username));
  }

  async markRead(username: string, seq: number): Promise<void> {
    const { era } = this;
    const row = await this.#parts.conversations.markRead(username, seq);
    if (era === this.era) this.inbox.takeRow(row);
  }

  received(frame: ServerFrame): void {
    const { login } = this.requests.sessions;
    if (login) dispatch(frame, login, this.#targets);
  }

  #fellBehind(conversation: Conversation | undefined): void {
    if (conversation?.isOpen) this.#behind.add(conversation);
    else conversation?.outdate();
  }

  async #lookFor(missing: string[]): Promise<void> {
    if (!this.inbox.isLoaded) return;
    await this.inbox.load();
    for (const id of missing) this.#fellBehind(this.#opened(id));
    for (const conversation of this.#behind) {
      await conversation.sync();
      this.#behind.delete(conversation);
    }
    await this.#missed.fetch();
  }

  #takeFrame(message: Message, conversation: string, frame: MessageChange['change']): void {
    const other = isSameUser(message.From, this.own ?? '') ? message.To : message.From;
    const peer = this.#peers.peerIn(conversation) ?? other;
    this.#take(message, { conversation, peer, live: true, frame });
    if (!isSameUser(message.From, this.own ?? '')) this.typing.stop(conversation);
  }

  /** What the server answered to a send or an edit of mine. It proves the message, whether its event comes or not. */
  takeAnswer(message: Message): void {
    const { own } = this;
    if (own === undefined || !isSameUser(message.From, own)) return;
    const { Conversation: conversation } = message;
    this.#doubts.note(conversation, message.Version);
    this.#take(message, { conversation, peer: message.To, live: true });
  }

  /** What changed while nobody told. @param change what it must be, where that is known */
  takeSynced(peer: string, message: Message, change?: 'created'): void {
    const { own } = this;
    if (own === undefined) return;
    const arrival = { conversation: message.Conversation, peer, live: true };
    this.#take(message, { ...arrival, ...(change && { frame: change }) });
  }

  #take(message: Message, arrival: Arrival): void {
    const { conversation: id, frame } = arrival;
    this.#peers.note(id, arrival.peer);
    const conversation = this.known(arrival.peer);
    const row = this.inbox.find(id);
    const known = this.#telling.knows(message) || conversation?.find(message.Id) !== undefined;
    const isNewest = message.Seq > (row?.LastMessage?.Seq ?? 0);
    const isInDoubt = this.inbox.takeMessage(id, message, this.own ?? '');
    conversation?.apply(message);
    this.outbox.acknowledged(message);
    if (isInDoubt && (row !== undefined || this.inbox.isLoaded)) this.#doubts.raise();
    const isUnseen = !known && (isNewest || conversation?.isShown(message) === true);
    const change = changeOf(message, { known, isNewest: isUnseen, frame });
    this.#telling.tell(message, change, arrival);
  }

  /** What loading history brought. */
  tellHistory(peer: string, messages: readonly Message[]): void {
    const { own } = this;
    if (own === undefined) return;
    for (const message of messages) {
      const arrival = { conversation: message.Conversation, peer, live: false };
      this.#peers.note(arrival.conversation, peer);
      this.outbox.acknowledged(message);
      this.#telling.tell(message, message.DeletedAt === null ? 'created' : 'deleted', arrival);
    }
  }

  /** The unsent messages to somebody changed. */
  outboxChanged(users: readonly string[]): void {
    for (const user of users) this.known(user)?.changed();
  }

  /** Forgets everything: another person may log in. */
  reset(): void {
    this.era++;
    this.#doubts.clear();
    this.#behind.clear();
    this.#telling.clear();
    this.#missed.clear();
    this.#peers.clear();
    this.presences.clear();
    this.typing.clear();
    this.inbox.reset();
    for (const conversation of this.#conversations.values()) conversation.reset();
  }

  close(): void {
    this.#doubts.clear();
    this.typing.clear();
    this.inbox.stopTelling();
    for (const conversation of this.#conversations.values()) {
      conversation.close();
      conversation.stopTelling();
    }
  }
}
