/**
 * Replies, and what they quote: the message that they answer, joined when they are read (docs/decisions/049-quotes-are-joined.md). A copy
 * would outlive an edit or a deletion.
 */
import { findReader } from '../conversations/circles.ts';
import { type Circle, isSharedBy, isVisibleTo, maySee, stateFor } from '../conversations/visibility.ts';
import { ApiError, type ProblemCode } from '../http/errors.ts';
import type { Message, Quoted } from './message.ts';
import { findMessages } from './store/messages.ts';

/** Characters of a quoted text. */
export const QUOTED_MAX = 200;

/** Counts code points, and cuts none. A code point takes at most two code units. */
const beginningOf = (text: string): string =>
  [...text.slice(0, 2 * QUOTED_MAX)].slice(0, QUOTED_MAX).join('');

const toQuoted = ({ from, deletedAt, attachments }: Message, { text }: { text: string }): Quoted => ({
  from,
  text: beginningOf(text),
  isDeleted: deletedAt !== null,
  ...(attachments ? { files: attachments.map(({ type }) => type) } : {}),
});

/** The message that a reply answers, or why it cannot be answered. */
export interface Answered {
  target?: Message;
  problem?: ProblemCode;
}

/** Only in a group this takes a command. */
const sees = async (sender: string, target: Message): Promise<boolean> =>
  target.to === null
    ? maySee(sender, target, await findReader(target.conversation, sender))
    : isVisibleTo(sender, target);

/** @param conversation of the reply, whose sender is a member of it: unknown messages and those elsewhere are the same to others */
export async function findAnswered(
  conversation: string,
  sender: string,
  replyTo: string | null | undefined,
): Promise<Answered> {
  if (!replyTo) return {};
  const [target] = await findMessages([replyTo]);
  if (target?.conversation !== conversation || !(await sees(sender, target)))
    return { problem: 'reply_elsewhere' };
  if (target.system) return { problem: 'system_message' };
  return { target, ...(target.deletedAt ? { problem: 'message_deleted' } : {}) };
}

/** @throws ApiError its problem */
export async function requireAnswerable(answering: Promise<Answered>): Promise<void> {
  const { problem } = await answering;
  if (problem) throw new ApiError(problem);
}

/** The message that a stored message answers. Without one there is no command. */
export const findTarget = async ({ replyTo }: Pick<Message, 'replyTo'>): Promise<Message | undefined> =>
  replyTo ? (await findMessages([replyTo]))[0] : undefined;

const isOf = (message: Message, target: Message | undefined): target is Message =>
  target !== undefined && message.replyTo === target.id && message.conversation === target.conversation;

/** The message with its quote as this reader sees it. @param target see findTarget @param firstSeq that the reader sees */
export const withQuote = (
  message: Message,
  target: Message | undefined,
  reader: string,
  firstSeq = 0,
): Message =>
  isOf(message, target) && target.seq >= firstSeq && isVisibleTo(reader, target)
    ? { ...message, quoted: toQuoted(target, stateFor(reader, target.from, target.shown) ?? target) }
    : message;

/** The message for a frame, with the quote if all receivers see the same. @param target see findTarget */
export const withSharedQuote = (message: Message, target: Message | undefined, circle: Circle): Message =>
  isOf(message, target) &&
  isSharedBy(circle, target) &&
  target.onlyFor === undefined &&
  target.shown === undefined
    ? { ...message, quoted: toQuoted(target, target) }
    : message;

/**
 * The messages of a page that the reader sees, with their quotes. Only for messages that are not in `known` there is a command.
 * @param known as this reader sees them @param firstSeq that the reader sees
 */
export async function withQuotes(
  reader: string,
  all: Message[],
  known: Message[],
  firstSeq: number,
): Promise<Message[]> {
  const page = all.filter(({ seq }) => seq >= firstSeq);
  const targets = new Map(known.map((message) => [message.id, message]));
  const missing = new Set(page.flatMap(({ replyTo }) => (replyTo && !targets.has(replyTo) ? replyTo : [])));
  for (const target of await findMessages([...missing])) targets.set(target.id, target);
  return page.map((message) => withQuote(message, targets.get(message.replyTo ?? ''), reader, firstSeq));
}
