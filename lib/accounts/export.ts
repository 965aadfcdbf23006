/** Exports all data about an account to its owner, in pages. */

import { toBlockResource } from '../blocks/block.ts';
import { listBlocks } from '../conversations/blocks.ts';
import { listRowsFrom, type Row } from '../conversations/export.ts';
import { firstSeqOf, isDeleted, mayMissSome, nameOf, peerOf, readSeqsOf } from '../conversations/inbox.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { responseRoom } from '../http/room.ts';
import { type Message, toResource } from '../messages/message.ts';
import { listMessages, listMessagesAfter } from '../messages/reading.ts';
import type { MessageResource } from '../messages/resources.ts';
import { charactersOf } from '../messages/room.ts';
import { listSaved } from '../messages/saved.ts';
import { toReportResource } from '../moderation/reporting.ts';
import { listReportsBy } from '../moderation/reports-of.ts';
import { listSessions } from '../sessions/devices.ts';
import { toSessionResource } from '../sessions/session.ts';
import type { Principal } from '../sessions/token.ts';
import { readOwnProfile } from './profiles.ts';
import type { ExportedConversation, ExportPage } from './resources.ts';
import { findLastSeen } from './store/users.ts';

const MESSAGES_MAX = 1_000;
const CONVERSATIONS_MAX = 100;
const MESSAGES_AT_ONCE = 200;
/** Blocks, reports and saved messages in an export: more than a person makes. */
const OWN_MAX = 5_000;

/** @returns a function that takes messages until the page is full */
function pageRoom(): (message: Message) => boolean {
  const fits = responseRoom();
  let messages = 0;
  return (message) => ++messages <= MESSAGES_MAX && fits(charactersOf(message));
}

/** @returns the messages that fit, and whether these are all */
async function takeMessages(
  conversation: string,
  reader: string,
  after: number,
  fits: (message: Message) => boolean,
) {
  const messages: MessageResource[] = [];
  let last = after;
  for (;;) {
    const found = await listMessagesAfter(conversation, reader, last, MESSAGES_AT_ONCE);
    for (const message of found) {
      if (!fits(message)) return { messages, last, complete: false };
      messages.push(toResource(message));
      last = message.seq;
    }
    if (found.length < MESSAGES_AT_ONCE) return { messages, last, complete: true };
  }
}

/** The first and the last message that this reader sees. */
const listEnds = async (
  conversation: string,
  reader: string,
  firstSeq: number,
): Promise<MessageResource[]> => {
  const [first, last] = await Promise.all([
    listMessagesAfter(conversation, reader, Math.max(0, firstSeq - 1), 1),
    listMessages(conversation, reader, { limit: 1 }),
  ]);
  return [...first, ...last.filter(({ seq }) => seq >= firstSeq)].map(toResource);
};

/** @param ends the first and last message that the reader sees: the conversation's stored times also cover hidden messages */
function toExported(
  row: Row,
  username: string,
  ends: MessageResource[],
  messages: MessageResource[],
): ExportedConversation {
  const peer = peerOf(row, username);
  return {
    Conversation: row._id,
    Name: row.name ?? null,
    User: nameOf(row, peer),
    Deleted: peer !== undefined && isDeleted(row, peer),
    ...readSeqsOf(row, username),
    CreatedAt: ends.at(0)?.Timestamp ?? row.createdAt.toISOString(),
    ActiveAt: ends.at(-1)?.Timestamp ?? row.activityAt.toISOString(),
    messages,
  };
}

async function readAbout(user: Principal): Promise<Omit<ExportPage, 'conversations'>> {
  const { username } = user;
  const [profile, lastSeen, sessions, blocks, reports, saved] = await Promise.all([
    readOwnProfile(user),
    findLastSeen(username),
    listSessions(username),
    listBlocks(username, '', OWN_MAX),
    listReportsBy(username, OWN_MAX),
    listSaved(username, OWN_MAX),
  ]);
  return {
    profile: { ...profile, last_seen: lastSeen?.toISOString() ?? null },
    sessions: sessions.map((session) => toSessionResource(session, user.session)),
    blocks: blocks.map(toBlockResource),
    reports: reports.map(toReportResource),
    saved: saved.map(({ message, savedAt }) => ({ Id: message, SavedAt: savedAt.toISOString() })),
  };
}

/**
 * Lists conversations in the order of their ids, which is stable between pages. A conversation that does not fit continues on the
 * next page.
 * @param after end of the previous page
 * @returns `next` is the cursor of the next page, if there is one
 * @throws ApiError session_ended, invalid_cursor
 */
export async function exportPage(
  user: Principal,
  after: string | undefined,
): Promise<{ page: ExportPage; next: string | undefined }> {
  const { username } = user;
  const position = after === undefined ? undefined : decodeCursor('export', after);
  if (after !== undefined && position === undefined) throw new ApiError('invalid_cursor');
  const about = position === undefined ? await readAbout(user) : {};

  const found = await listRowsFrom(username, position?.conversation ?? '', CONVERSATIONS_MAX);
  const conversations: ExportedConversation[] = [];
  const fits = pageRoom();
  for (const row of found.rows) {
    const { _id: id } = row;
    const firstSeq = firstSeqOf(row, username);
    const start = Math.max(id === position?.conversation ? position.seq : 0, firstSeq - 1);
    const { messages, last, complete } = await takeMessages(id, username, start, fits);
    const isBeginning = start === Math.max(0, firstSeq - 1);
    const nothingSeen = messages.length === 0 && isBeginning && mayMissSome(row, username);
    if ((complete && !nothingSeen) || messages.length > 0) {
      const ends = complete && isBeginning ? messages : await listEnds(id, username, firstSeq);
      conversations.push(toExported(row, username, ends, messages));
    }
    if (!complete) {
      const next = encodeCursor('export', { conversation: id, seq: last });
      return { page: { ...about, conversations }, next };
    }
  }
  const next = found.next && encodeCursor('export', { conversation: found.next, seq: 0 });
  return { page: { ...about, conversations }, next };
}
