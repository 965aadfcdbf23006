/** What a conversation depends on. */
import type { Messages } from '../api.ts';
import type { InTurn } from '../in-turn.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Requests } from '../session/requests.ts';
import type { ClientFrame } from '../transport/socket.ts';
import type { Message } from '../types.ts';
import type { MessagePage } from './change.ts';
import type { Inbox } from './inbox.ts';
import type { Kept } from './kept.ts';
import type { Store } from './store.ts';

/** Where a conversation hands on the messages that it loads, so that the store, the outbox and listeners get them. */
export interface MessageSink {
  /** The server's answer to sending or editing a message: proof that it is stored, whether its event arrives or not. */
  answer(message: Message): void;
  /** A change that no event has brought. */
  synced(message: Message): void;
  /** Messages of the past. */
  page(page: MessagePage): void;
}

/** The client as a conversation sees it. */
export interface ConversationContext {
  readonly requests: Requests;
  readonly messages: Messages;
  readonly store: Store;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly intake: MessageSink;
  readonly kept: Kept | undefined;
  /** Changes of a message, by its id: the server gets them in the order in which the user made them. */
  readonly changes: InTurn;
  /** username of the user who is logged in */
  readonly own: string | undefined;
  send(frame: ClientFrame): boolean;
  /** @param to username or conversation id @returns where the mark is then */
  markRead(to: string, seq: number): Promise<number>;
}
