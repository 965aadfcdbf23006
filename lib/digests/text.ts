/** What a digest says: counts and names of conversations, and no text of messages. Pure. */
import type { DigestDelay } from '../accounts/digest-delay.ts';
import type { Waiting } from './decision.ts';

/** Conversations that are named. */
const NAMED_MAX = 10;

const DELAYS: Record<DigestDelay, string> = { '1h': 'an hour', '8h': '8 hours', '24h': 'a day' };

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const contents = ({ count, hasMore, isOfMentions }: Waiting): string =>
  `${hasMore ? 'more than ' : ''}${counted(count, isOfMentions ? 'mention' : 'message')}`;

/**
 * A name that mail programs make no link of: a zero-width space follows each of its dots and colons. Others choose their names, and this mail
 * bears the sender of the product.
 */
const withoutLinks = (name: string): string => name.replaceAll(/[.:](?=\S)/g, '$&\u200b');

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export interface Digest {
  username: string;
  delay: DigestDelay;
  waiting: readonly Waiting[];
  /** of the web app, without a slash at its end */
  origin: string;
}

/** @returns the parts of a mail; the subject is ASCII, because no name is in it */
export function digestText({ username, delay, waiting, origin }: Digest) {
  const count = waiting.reduce((sum, each) => sum + each.count, 0);
  const hasMore = waiting.some((each) => each.hasMore);
  const named = waiting.slice(0, NAMED_MAX).map((each) => ({ ...each, name: withoutLinks(each.name) }));
  const others = waiting.length - named.length;
  const settings = `${origin}/#/settings/notifications`;
  const rest = others > 0 ? [`and ${counted(others, 'more conversation')}`] : [];
  const reason = `You get this mail because you chose one after ${DELAYS[delay]} of absence.`;
  const greeting = `Hello ${username}, you have unread messages on CoreChat:`;
  return {
    subject: `${hasMore ? 'More than ' : ''}${counted(count, 'unread message')} on CoreChat`,
    text: [
      greeting,
      '',
      ...named.map((each) => `- ${each.name}: ${contents(each)}`),
      ...rest,
      '',
      `Open CoreChat: ${origin}/`,
      '',
      `${reason} Change it or turn it off: ${settings}`,
      '',
    ].join('\n'),
    html: [
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>CoreChat</title>',
      `<p>${escapeHtml(greeting)}</p>`,
      '<ul>',
      // A name in another direction does not turn the count around.
      ...named.map((each) => `<li><bdi>${escapeHtml(each.name)}</bdi>: ${contents(each)}</li>`),
      '</ul>',
      ...rest.map((line) => `<p>${line}</p>`),
      `<p><a href="${escapeHtml(origin)}/">Open CoreChat</a></p>`,
      `<p>${reason} <a href="${escapeHtml(settings)}">Change it or turn it off</a></p></html>`,
    ].join('\n'),
  };
}
