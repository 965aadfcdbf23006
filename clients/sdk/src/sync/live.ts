/** Keeps the state of the user who is logged in up to date: with events of the socket, and by syncs where events are missing. */
import type { Messages, MyConversations, Users } from '../api.ts';
import type { Emitter } from '../emitter.ts';
import { notAMember } from '../errors.ts';
import { InTurn } from '../in-turn.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PersonResource, ServerFrame } from '../protocol.ts';
import type { Requests } from '../session/requests.ts';
import type { Conversation } from '../store/conversation.ts';
import type { ConversationContext } from '../store/conversation-context.ts';
import { Inbox } from '../store/inbox.ts';
import type { Kept } from '../store/kept.ts';
import type { State } from '../store/state.ts';
import { Store } from '../store/store.ts';
import type { ClientFrame } from '../transport/socket.ts';
import type { CoreChatEvents } from '../types.ts';
import { CatchUp } from './catch-up.ts';
import { Conversations } from './conversations.ts';
import { CHANGES, changeOf, deviceOf } from './frames.ts';
import { GapRecovery } from './gap-recovery.ts';
import { MessageIntake } from './message-intake.ts';
import { MissedMessages } from './missed-messages.ts';
import { PeopleLoader } from './people-loader.ts';
import { emitDifferences } from './state-events.ts';
import { TypingTimeouts } from './typing-timeouts.ts';

/** The number of people whose presence is fetched again after a reconnect. */
const PRESENCES = 20;

export interface LiveParts {
  requests: Requests;
  users: Users;
  messages: Messages;
  conversations: MyConversations;
  outbox: Outbox;
  events: Emitter<CoreChatEvents>;
  send(frame: ClientFrame): boolean;
  /** the server no longer knows the socket, or the session, or closes the socket */
  refused(code: string): void;
}

export class Live implements ConversationContext {
  readonly requests: Requests;
  readonly messages: Messages;
  readonly outbox: Outbox;
  readonly store: Store;
  readonly inbox: Inbox;
  readonly intake: MessageIntake;
  readonly changes = new InTurn();
  /** see KeptCopy */
  kept: Kept | undefined;
  /** sockets so far */
  #sockets = 0;
  readonly #parts: LiveParts;
  readonly #conversations = new Conversations(this);
  readonly #gapRecovery = new GapRecovery((missing) => this.#catchUp.recover(missing));
  readonly #typing = new TypingTimeouts((event) => this.store.apply({ type: 'typing', ...event }));
  readonly #missed: MissedMessages;
  readonly #people: PeopleLoader;
  readonly #catchUp: CatchUp;

  constructor(parts: LiveParts) {
    const { events, requests, messages, outbox } = parts;
    this.#parts = parts;
    [this.requests, this.messages, this.outbox] = [requests, messages, outbox];
    const own = () => this.own;
    this.store = new Store(own, (before, after) => this.#changed(before, after));
    this.inbox = new Inbox({
      requests,
      store: this.store,
      kept: () => this.kept?.rows(),
      listed: (rows, isSync) => this.#catchUp.listed(rows, isSync),
    });
    this.intake = new MessageIntake({
      store: this.store,
      outbox,
      gapRecovery: this.#gapRecovery,
      events,
      own,
    });
    this.#people = new PeopleLoader(parts.users, this.store);
    this.#missed = new MissedMessages({
      requests,
      era: () => this.store.era,
      isWanted: () => events.has('message'),
      isFollowed: (id) => this.#conversations.find(id)?.isOpen === true,
      took: (message) => this.intake.synced(message, 'created'),
    });
    this.#catchUp = new CatchUp({
      store: this.store,
      inbox: this.inbox,
      conversations: this.#conversations,
      gapRecovery: this.#gapRecovery,
      missed: this.#missed,
    });
  }

  get own(): string | undefined {
    return this.requests.login?.username;
  }

  #changed(before: State, after: State): void {
    this.inbox.refresh();
    for (const conversation of this.#conversations.all) conversation.refresh();
    if (after.unsure.size > before.unsure.size) this.lookSoon();
    emitDifferences(before, after, this.#parts.events);
    if (after.left !== before.left) this.#membershipChanged(before.left, after.left);
    this.kept?.changed();
  }

  /** @param was the groups that the user has left @param is those now */
  #membershipChanged(was: ReadonlySet<string>, is: ReadonlySet<string>): void {
    for (const conversation of is) {
      if (was.has(conversation)) continue;
      this.#conversations.find(conversation)?.forget();
      this.outbox.refuse(conversation, notAMember());
      this.#parts.events.emit('left', { conversation });
    }
    // A page that was read before the change may have brought the row back.
    this.lookSoon();
  }

  /** ids of the open conversations */
  get opened(): readonly string[] {
    return this.#conversations.all.flatMap(({ id, isOpen }) => (isOpen && id) || []);
  }

  send(frame: ClientFrame): boolean {
    return this.#parts.send(frame);
  }

  /** @param to username or conversation id */
  conversation(to: string): Conversation {
    return this.#conversations.get(to);
  }

  socketOpened(): void {
    this.store.apply({ type: 'socket', number: ++this.#sockets });
    this.#gapRecovery.watch();
  }

  socketLost(): void {
    this.store.apply({ type: 'socket', number: undefined });
    this.#gapRecovery.unwatch();
  }

  /** Looks soon whether events were missed. */
  check(): void {
    if (this.store.state.socket !== undefined) this.#gapRecovery.checkSoon();
  }

  /** Gets the changes that no event has brought. */
  async sync(): Promise<void> {
    await this.#catchUp.sync();
  }

  /** Gets what is not needed to be online. */
  async afterSync(): Promise<void> {
    await this.#missed.fetch();
    const latest = [...this.store.state.presences.values()].slice(-PRESENCES);
    await this.#people.refresh(latest.map(({ username }) => username));
  }

  fetchPerson(username: string): Promise<PersonResource> {
    return this.#people.load(username);
  }

  async markRead(to: string, seq: number): Promise<number> {
    const { era } = this.store;
    const row = await this.#parts.conversations.markRead(to, seq);
    if (era === this.store.era) this.store.apply({ type: 'rows', rows: [row] });
    return row.ReadSeq;
  }

  received(frame: ServerFrame): void {
    const { login } = this.requests;
    if (!login) return;
    if ('version' in frame && frame.type !== 'conversation.changed') {
      this.#gapRecovery.note(frame.conversation, frame.version);
    }
    const change = changeOf(frame);
    if (change && (change.type !== 'typing' || this.#typing.note(change))) this.store.apply(change);
    switch (frame.type) {
      case 'message.created':
      case 'message.updated':
      case 'message.deleted':
        if (frame.type === 'message.created') this.#typing.wrote(frame.conversation, frame.data.From);
        this.intake.synced(frame.data, CHANGES[frame.type]);
        break;
      case 'conversation.changed':
        this.#catchUp.fellBehind(frame.conversation);
        this.check();
        break;
      case 'profile':
        this.#parts.events.emit('profile', { username: frame.data.Username, profile: frame.data.Profile });
        // The rows of the inbox say which accounts are deleted.
        if (frame.data.Profile === null) this.check();
        break;
      case 'block':
        this.blockChanged(frame.data.Username, frame.data.Blocked);
        break;
      case 'error':
        this.#parts.refused(frame.data.code);
        break;
      case 'session.started':
        if (frame.data.SessionId !== login.sessionId) this.#parts.events.emit('device', deviceOf(frame.data));
        break;
      case 'socket.closing':
        this.#parts.refused(frame.data.Reason);
        break;
      case 'session.revoked':
        if (frame.data.SessionId === login.sessionId) this.#parts.refused('session_ended');
        break;
      default:
      // A pong, or a frame of a newer server.
    }
  }

  /** The user has blocked a person, or ended that, here or on another device. */
  blockChanged(username: string, blocked: boolean): void {
    this.store.apply({ type: 'block', username, blocked });
    // The number of unread messages changes with it.
    this.lookSoon();
  }

  /** The inbox has changed in a way that only the server knows. */
  lookSoon(): void {
    if (this.inbox.isLoaded) this.#gapRecovery.checkSoon();
  }

  /** Forgets everything: another user may log in. */
  reset(): void {
    this.store.reset();
    this.#gapRecovery.clear();
    this.#catchUp.clear();
    this.intake.clear();
    this.#missed.clear();
    this.#typing.clear();
    this.inbox.reset();
    this.#conversations.reset();
  }

  close(): void {
    this.#gapRecovery.clear();
    this.#typing.clear();
    this.kept?.end();
    this.inbox.stopNotifying();
    for (const conversation of this.#conversations.all) conversation.end();
  }
}
