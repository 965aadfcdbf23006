/** Everything that changes the state, see apply.ts. */
import type { ConversationSummary, Message, OutboxEntry, PresenceEvent } from '../types.ts';
import type { OptimisticUpdate } from './timeline.ts';

export interface MessagePage {
  to: string;
  messages: readonly Message[];
  /** the newest one begins the timeline, and so does one from the middle that touches nothing */
  part: 'newest' | 'older' | 'newer' | 'middle';
  /** as it was earlier: the newest page of the server replaces it */
  isKept?: boolean;
  /** address of the page before it */
  next?: string | undefined;
  /** address of the page after it */
  prev?: string | undefined;
}

export type Change =
  /** a socket opened, or there is none any more */
  | { type: 'socket'; number: number | undefined }
  /** rows of the inbox as the server has them */
  | { type: 'rows'; rows: readonly ConversationSummary[] }
  /** the server has made a change of what a conversation is to the user, and answered with its row */
  | { type: 'own-state'; row: ConversationSummary }
  /** a sync of the inbox begins, which sets right what is unsure @param fromScratch all rows are read again */
  | { type: 'inbox-sync'; fromScratch: boolean }
  /** from now on the messages of this conversation are kept */
  | { type: 'follow'; to: string }
  | { type: 'message'; message: Message }
  /** a page of messages, oldest first */
  | ({ type: 'page' } & MessagePage)
  /** the user has accepted a request (null), or ignores it */
  | { type: 'request'; conversation: string; request: ConversationSummary['Request'] }
  /** the user is no longer in this group */
  | { type: 'left'; conversation: string }
  | { type: 'read'; conversation: string; username: string; seq: number }
  | { type: 'typing'; conversation: string; username: string; typing: boolean }
  /** @param asOf of an answer: `clock` when it was requested */
  | { type: 'presence'; event: PresenceEvent; asOf?: number }
  | { type: 'block'; username: string; blocked: boolean }
  /** all unacknowledged messages */
  | { type: 'pending'; entries: readonly OutboxEntry[] }
  | { type: 'update'; conversation: string; update: OptimisticUpdate }
  | { type: 'update-outcome'; conversation: string; update: OptimisticUpdate; isConfirmed: boolean };
