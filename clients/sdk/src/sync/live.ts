/** The live state of the user who is logged in: the inbox, the conversations, and how both stay up to date. */
import type { Messages, MyConversations, Users } from '../api.ts';
import type { Emitter } from '../emitter.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ServerFrame } from '../protocol.ts';
import type { Requests } from '../session/requests.ts';
import { Conversation } from '../store/conversation.ts';
import type { ConversationContext } from '../store/conversation-context.ts';
import { Inbox } from '../store/inbox.ts';
import { Peers } from '../store/peers.ts';
import { Presences } from '../store/presence.ts';
import { Typing } from '../store/typing.ts';
import type { ClientFrame } from '../transport/socket.ts';
import type { ConversationSummary, CoreChatEvents } from '../types.ts';
import { foldUsername } from '../username.ts';
import { dispatch, type FrameTargets } from './frames.ts';
import { GapRecovery } from './gap-recovery.ts';
import { MessageEvents } from './message-events.ts';
import { MessageIntake } from './message-intake.ts';
import { MissedMessages } from './missed-messages.ts';

export interface LiveParts {
  requests: Requests;
  users: Users;
  messages: Messages;
  conversations: MyConversations;
  outbox: Outbox;
  events: Emitter<CoreChatEvents>;
  send(frame: ClientFrame): boolean;
  /** the server no longer knows the socket, or the session */
  refused(code: string): void;
}

export class Live implements ConversationContext {
  readonly requests: Requests;
  readonly messages: Messages;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly presences: Presences;
  readonly typing: Typing;
  readonly intake: MessageIntake;
  era = 0;
  socketNumber: number | undefined;
  /** sockets so far */
  #sockets = 0;
  readonly #parts: LiveParts;
  readonly #targets: FrameTargets;
  readonly #conversations = new Map<string, Conversation>();
  readonly #peers = new Peers();
  readonly #gapRecovery = new GapRecovery((missing) => this.#recover(missing));
  readonly #messageEvents: MessageEvents;
  /** open conversations whose row in the inbox is ahead of them */
  readonly #behind = new Set<Conversation>();
  readonly #missed: MissedMessages;

  constructor(parts: LiveParts) {
    const { events, requests, messages, outbox } = parts;
    this.#parts = parts;
    [this.requests, this.messages, this.outbox] = [requests, messages, outbox];
    this.presences = new Presences((event) => events.emit('presence', event));
    this.typing = new Typing((event) => {
      this.#conversationOf(event.conversation)?.changed();
      events.emit('typing', event);
    });
    this.inbox = this.#makeInbox();
    this.#messageEvents = new MessageEvents({
      events,
      own: () => this.own,
      memberOf: (conversation) => this.inbox.find(conversation)?.User,
    });
    this.intake = new MessageIntake({
      own: () => this.own,
      conversation: (peer) => this.#known(peer),
      inbox: this.inbox,
      outbox,
      peers: this.#peers,
      typing: this.typing,
      gapRecovery: this.#gapRecovery,
      messageEvents: this.#messageEvents,
    });
    this.#missed = new MissedMessages({
      requests,
      era: () => this.era,
      isWanted: () => events.has('message'),
      isFollowed: (user) => this.#known(user)?.isOpen === true,
      took: (user, message) => this.intake.synced(user, message, 'created'),
    });
    this.#targets = this.#makeTargets();
  }

  #makeInbox(): Inbox {
    return new Inbox({
      requests: this.requests,
      changed: (row) => this.#rowChanged(row),
      listed: ({ Conversation: id, Version }) => this.#gapRecovery.settle(id, Version),
      synced: (row, afterSeq) => {
        if (!this.#gapRecovery.covers(row.Conversation, row.Version)) this.#fellBehind(this.#known(row.User));
        this.#missed.note(row, afterSeq);
      },
    });
  }

  #makeTargets(): FrameTargets {
    return {
      version: (conversation, version) => this.#gapRecovery.note(conversation, version),
      message: (message, conversation, change) => this.intake.frame(message, conversation, change),
      read: (conversation, seq, isOwn) => {
        if (this.inbox.takeRead(conversation, seq, isOwn)) this.#gapRecovery.checkSoon();
      },
      typing: (frame) => {
        this.#peers.note(frame.conversation, frame.data.Username);
        this.typing.take(frame);
      },
      presence: (event) => this.presences.take(event),
      inbox: () => this.#gapRecovery.checkSoon(),
      refused: this.#parts.refused,
    };
  }

  get own(): string | undefined {
    return this.requests.login?.username;
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

  /** The conversation with this user, if the application has asked for it. */
  #known(username: string): Conversation | undefined {
    return this.#conversations.get(foldUsername(username));
  }

  /** The conversation with this id, if the application has asked for it. */
  #conversationOf(id: string): Conversation | undefined {
    const peer = this.#peers.peerIn(id);
    return peer === undefined ? undefined : this.#conversations.get(peer);
  }

  idOf(peer: string): string | undefined {
    return this.#peers.idOf(peer);
  }

  #rowChanged(row: ConversationSummary): void {
    this.#peers.note(row.Conversation, row.User);
    this.#known(row.User)?.changed();
    this.#parts.events.emit('conversation', row);
  }

  socketOpened(): void {
    this.socketNumber = ++this.#sockets;
    this.presences.watch();
    this.#gapRecovery.watch();
  }

  socketLost(): void {
    this.socketNumber = undefined;
    this.presences.unwatch();
    this.#gapRecovery.unwatch();
  }

  /** Looks soon whether events were missed. */
  check(): void {
    if (this.socketNumber !== undefined) this.#gapRecovery.checkSoon();
  }

  /** Gets the changes that no event has brought. */
  async sync(): Promise<void> {
    const open = [...this.#conversations.values()].filter(({ isOpen }) => isOpen);
    await Promise.all([this.inbox.load(), ...open.map((conversation) => conversation.sync())]);
    this.#behind.clear();
  }

  /** Gets what is not needed to be online. */
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
    const { login } = this.requests;
    if (login) dispatch(frame, login, this.#targets);
  }

  #fellBehind(conversation: Conversation | undefined): void {
    if (conversation?.isOpen) this.#behind.add(conversation);
    else conversation?.outdate();
  }

  /** @param missing ids of conversations in which a version is missing */
  async #recover(missing: string[]): Promise<void> {
    if (!this.inbox.isLoaded) return;
    await this.inbox.load();
    for (const id of missing) this.#fellBehind(this.#conversationOf(id));
    for (const conversation of this.#behind) {
      await conversation.sync();
      this.#behind.delete(conversation);
    }
    await this.#missed.fetch();
  }

  /** The unsent messages to these users changed. */
  outboxChanged(users: readonly string[]): void {
    for (const user of users) this.#known(user)?.changed();
  }

  /** Forgets everything: another user may log in. */
  reset(): void {
    this.era++;
    this.#gapRecovery.clear();
    this.#behind.clear();
    this.#messageEvents.clear();
    this.#missed.clear();
    this.#peers.clear();
    this.presences.clear();
    this.typing.clear();
    this.inbox.reset();
    for (const conversation of this.#conversations.values()) conversation.reset();
  }

  close(): void {
    this.#gapRecovery.clear();
    this.typing.clear();
    this.inbox.stopTelling();
    for (const conversation of this.#conversations.values()) {
      conversation.close();
      conversation.stopTelling();
    }
  }
}
