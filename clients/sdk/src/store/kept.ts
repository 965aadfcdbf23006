import type { ConversationSummary } from '../types.ts';
import type { MessagePage } from './change.ts';

/** What was read before, as it was then: for a start without a network (../kept/kept-copy.ts). */
export interface Kept {
  /** the first page of the inbox; undefined when there is none of the user who is logged in */
  rows(): readonly ConversationSummary[] | undefined;
  /** the newest messages of a conversation. @param to username or conversation id */
  page(to: string): MessagePage | undefined;
  /** The state has changed. */
  changed(): void;
  /** The client ends. */
  end(): void;
}
