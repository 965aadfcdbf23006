/** Who has read a message: asked for, because one receipt for each member and message would outgrow the messages. */
import { findShownTo } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { findMessage } from '../messages/reading.ts';
import { findCirclesOf, findReader } from './circles.ts';
import type { ReaderResource } from './resources.ts';
import { listReaders } from './store/memberships.ts';
import { isBlocked, maySee, showsReadMark } from './visibility.ts';

export interface ReaderPage {
  readers: ReaderResource[];
  /** cursor of the next page, if there is one */
  next: string | undefined;
}

/**
 * The members who were there when the message was sent and whose read mark is at or beyond it, without its author, in the order of their
 * names. Leaves out those who show nobody their read marks, and those between whom and the asker there is a block: a page can be shorter
 * than `limit`.
 * @throws ApiError message_not_found, also for messages that the asker cannot see; invalid_cursor
 */
export async function readReaders(
  asker: string,
  id: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<ReaderPage> {
  const position = after === undefined ? '' : decodeCursor('readers', after);
  if (position === undefined) throw new ApiError('invalid_cursor');
  const message = await findMessage(id);
  const reader = message && (await findReader(message.conversation, asker));
  if (!message || !maySee(asker, message, reader)) throw new ApiError('message_not_found');
  const { circle } = reader;

  const found = await listReaders(message.conversation, message.seq, position, limit + 1);
  const listed = found.slice(0, limit);
  // The list of members is authoritative.
  const members = new Set(circle.members);
  const names = listed.filter((name) => name !== message.from && members.has(name));
  const [settings, between] = await Promise.all([findShownTo(names), findCirclesOf(asker, names)]);
  const shows = (name: string): boolean => {
    const [setting, direct] = [settings.get(name), between.get(name)];
    return !!setting && showsReadMark(setting.readMarksTo, circle) && !(direct && isBlocked(direct));
  };
  const last = listed.at(-1);
  return {
    readers: names.filter(shows).map((Username) => ({ Username })),
    next: last && found.length > limit ? encodeCursor('readers', foldUsername(last)) : undefined,
  };
}
