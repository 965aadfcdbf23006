import { filesLabel, isBlank, isSameUser, type Message, type Quote, quoteOf as quoteIn } from '../sdk.ts';
import { previewOf } from './preview.ts';
import { printable } from './printable.ts';

type Reply = Pick<Message, 'ReplyTo' | 'Quoted'>;

/** "> alice: Shall we meet?" on one line; '' for a message that answers none. @param me username of the user */
export function quoteOf({ ReplyTo, Quoted }: Reply, me: string): string {
  // A server of an earlier release knows no replies.
  if (!ReplyTo) return '';
  if (!Quoted) return '> an earlier message';
  const { From, Message, Deleted, Files } = Quoted;
  const name = isSameUser(From, me) ? 'you' : printable(From);
  const files = Deleted ? '' : filesLabel(Files);
  const preview = previewOf({ Message, DeletedAt: Deleted ? '' : null }).replace(/\s+/g, ' ');
  const text = [files, files !== '' && isBlank(Message) ? '' : preview].filter(Boolean).join(', ');
  return `> ${name}: ${printable(text)}`;
}

/** The line above the text of a message: whose text it is, or what it answers; '' for other messages. @param me username of the user */
export function leadOf(message: Message, me: string): string {
  // A server of an earlier release knows no forwards.
  const { Forwarded = null, DeletedAt } = message;
  if (!Forwarded || DeletedAt !== null) return quoteOf(message, me);
  return `forwarded from ${isSameUser(Forwarded.From, me) ? 'you' : printable(Forwarded.From)}`;
}

/** What a message that is not sent yet quotes of the messages that are here. */
export function quotedIn(messages: readonly Message[], id: string | undefined): Quote | null {
  const target = messages.findLast(({ Id }) => Id === id);
  return target ? quoteIn(target) : null;
}
