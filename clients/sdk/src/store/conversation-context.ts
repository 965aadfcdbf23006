/** What a conversation depends on. */
import type { Messages } from '../api.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Requests } from '../session/requests.ts';
import type { ClientFrame } from '../transport/socket.ts';
import type { Message } from '../types.ts';
import type { Inbox } from './inbox.ts';
import type { Typing } from './typing.ts';

/** Where a conversation hands on the messages that it loads, so that the inbox, the outbox and listeners get them too. */
export interface MessageSink {
  /** The server's answer to sending or editing a message: proof that it is stored, whether its event arrives or not. */
  answer(message: Message): void;
  /** A change that no event has brought. */
  synced(peer: string, message: Message): void;
  /** Messages of a loaded page that are new here. */
  history(peer: string, messages: readonly Message[]): void;
}

/** The client as a conversation sees it. */
export interface ConversationContext {
  readonly requests: Requests;
  readonly messages: Messages;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly typing: Typing;
  readonly intake: MessageSink;
  /** username of the user who is logged in */
  readonly own: string | undefined;
  /** changes when another user logs in */
  readonly era: number;
  /** changes with each socket; undefined while there is none */
  readonly socketNumber: number | undefined;
  /** The id of the direct conversation with this user, once the server has sent it. */
  idOf(peer: string): string | undefined;
  send(frame: ClientFrame): boolean;
  markRead(peer: string, seq: number): Promise<void>;
}
