/**
 * What replies quote, computed from the messages that are here: an edit or a deletion of a quoted message shows at once. The server's
 * quote is shown while the quoted message is not here.
 */
import type { Message, Quote } from '../types.ts';

/** As the server cuts a quoted text. */
const QUOTED_MAX = 200;

/** A character takes at most two code units. */
const beginningOf = (text: string): string =>
  [...text.slice(0, 2 * QUOTED_MAX)].slice(0, QUOTED_MAX).join('');

/** What a reply to this message quotes. */
export const quoteOf = ({ From, Message, DeletedAt, Attachments }: Message): Quote => ({
  From,
  Message: beginningOf(Message),
  Deleted: DeletedAt !== null,
  ...(Attachments ? { Files: Attachments.map(({ Type }) => Type) } : {}),
});

const isSame = (one: Quote | null, other: Quote): boolean =>
  one?.From === other.From &&
  one.Message === other.Message &&
  one.Deleted === other.Deleted &&
  String(one.Files) === String(other.Files);

/** The same reply with the same quote is the same object each time, so that nothing draws again. */
const quotedBefore = new WeakMap<Message, Message>();

function quoted(reply: Message, Quoted: Quote): Message {
  if (isSame(reply.Quoted, Quoted)) return reply;
  const before = quotedBefore.get(reply);
  if (before && isSame(before.Quoted, Quoted)) return before;
  const after = { ...reply, Quoted };
  quotedBefore.set(reply, after);
  return after;
}

/**
 * @param more other messages that can be quoted
 * @returns the array itself when no quote changes
 */
export function withQuotes(messages: readonly Message[], more: readonly Message[]): readonly Message[] {
  // A server of an earlier release knows no replies.
  const wanted = new Set(messages.flatMap(({ ReplyTo }) => ReplyTo ?? []));
  if (wanted.size === 0) return messages;
  const targets = new Map<string, Message>();
  for (const list of [more, messages])
    for (const message of list) if (wanted.has(message.Id)) targets.set(message.Id, message);
  let isChanged = false;
  const shown = messages.map((message) => {
    const target = message.ReplyTo ? targets.get(message.ReplyTo) : undefined;
    const after = target ? quoted(message, quoteOf(target)) : message;
    isChanged ||= after !== message;
    return after;
  });
  return isChanged ? shown : messages;
}
