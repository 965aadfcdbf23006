/** Passes each message that arrives, from the socket, a sync, a page or an answer, to all parts of the state. */

import type { Outbox } from '../outbox/outbox.ts';
import type { Conversation } from '../store/conversation.ts';
import type { MessageSink } from '../store/conversation-context.ts';
import type { Inbox } from '../store/inbox.ts';
import type { Peers } from '../store/peers.ts';
import type { Typing } from '../store/typing.ts';
import type { Message, MessageChange } from '../types.ts';
import { isSameUser } from '../username.ts';
import type { GapRecovery } from './gap-recovery.ts';
import { type Arrival, changeOf, type MessageEvents } from './message-events.ts';

export interface MessageIntakeParts {
  /** username of the user who is logged in */
  own(): string | undefined;
  /** the conversation with this user, if the application has asked for it */
  conversation(peer: string): Conversation | undefined;
  inbox: Inbox;
  outbox: Outbox;
  peers: Peers;
  typing: Typing;
  gapRecovery: GapRecovery;
  messageEvents: MessageEvents;
}

export class MessageIntake implements MessageSink {
  readonly #parts: MessageIntakeParts;

  constructor(parts: MessageIntakeParts) {
    this.#parts = parts;
  }

  /** A message that the socket pushed. */
  frame(message: Message, conversation: string, frame: MessageChange['change']): void {
    const { own, peers, typing } = this.#parts;
    const isOwn = isSameUser(message.From, own() ?? '');
    const peer = peers.peerIn(conversation) ?? (isOwn ? message.To : message.From);
    this.#take(message, { conversation, peer, live: true, frame });
    if (!isOwn) typing.stop(conversation);
  }

  answer(message: Message): void {
    const own = this.#parts.own();
    if (own === undefined || !isSameUser(message.From, own)) return;
    const { Conversation: conversation } = message;
    this.#parts.gapRecovery.note(conversation, message.Version);
    this.#take(message, { conversation, peer: message.To, live: true });
  }

  /** @param change what the message must be, where that is known */
  synced(peer: string, message: Message, change?: 'created'): void {
    if (this.#parts.own() === undefined) return;
    const arrival = { conversation: message.Conversation, peer, live: true };
    this.#take(message, { ...arrival, ...(change && { frame: change }) });
  }

  history(peer: string, messages: readonly Message[]): void {
    const { own, peers, outbox, messageEvents } = this.#parts;
    if (own() === undefined) return;
    for (const message of messages) {
      const arrival = { conversation: message.Conversation, peer, live: false };
      peers.note(arrival.conversation, peer);
      outbox.acknowledged(message);
      messageEvents.publish(message, message.DeletedAt === null ? 'created' : 'deleted', arrival);
    }
  }

  #take(message: Message, arrival: Arrival): void {
    const { own, inbox, outbox, peers, gapRecovery, messageEvents } = this.#parts;
    const { conversation: id, frame } = arrival;
    peers.note(id, arrival.peer);
    const conversation = this.#parts.conversation(arrival.peer);
    const row = inbox.find(id);
    const known = messageEvents.knows(message) || conversation?.find(message.Id) !== undefined;
    const isNewest = message.Seq > (row?.LastMessage?.Seq ?? 0);
    const isInDoubt = inbox.takeMessage(id, message, own() ?? '');
    conversation?.apply(message);
    outbox.acknowledged(message);
    if (isInDoubt && (row !== undefined || inbox.isLoaded)) gapRecovery.checkSoon();
    const isUnseen = !known && (isNewest || conversation?.isShown(message) === true);
    messageEvents.publish(message, changeOf(message, { known, isNewest: isUnseen, frame }), arrival);
  }
}
