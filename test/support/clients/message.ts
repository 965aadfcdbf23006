/** Messages as clients get them. A new field of messages gets its value here, for all tests that need whole ones. */
import type { Message } from '#sdk';

/** From bob to alice. */
export const message = (Seq: number, more: Partial<Message> = {}): Message => ({
  Id: `m${Seq}`,
  From: 'bob',
  To: 'alice',
  Message: `text ${Seq}`,
  Conversation: 'alice:bob',
  Timestamp: `2026-11-22T08:00:${String(Seq % 60).padStart(2, '0')}.000Z`,
  Seq,
  Version: Seq,
  EditedAt: null,
  DeletedAt: null,
  ClientId: null,
  Reactions: [],
  PinnedAt: null,
  Forwarded: null,
  ReplyTo: null,
  Quoted: null,
  Mentions: [],
  System: null,
  ...more,
});
