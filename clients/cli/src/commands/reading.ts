/** users, people, inbox, list */
import { styleText } from 'node:util';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openChat, withSession } from '../open-chat.ts';
import type { Message } from '../sdk.ts';
import { fit } from '../text/layout.ts';
import { printable } from '../text/printable.ts';
import { previewIn } from '../text/system.ts';
import { dayAndTime } from '../text/time.ts';
import { jsonLine, type MessageOptions, type OutputOptions, printMessage } from './output.ts';
import { conversationOf } from './target.ts';

export interface UsersOptions extends OutputOptions {
  prefix?: string;
}

/** Needs no session: the list is public. */
export async function users(context: Context, { prefix, json }: UsersOptions): Promise<void> {
  const chat = openChat(context);
  try {
    for await (const username of chat.users.list(prefix ? { prefix } : {})) {
      context.print(json ? jsonLine({ username }) : printable(username));
    }
  } finally {
    chat.close();
  }
}

/** Prints the person of exactly this username first, then the others by username. */
export async function people(
  context: Context,
  words: readonly string[],
  { json }: OutputOptions,
): Promise<void> {
  await withSession(context, async (chat) => {
    for await (const person of chat.users.search({ name: words.join(' ') })) {
      const { username, display_name: displayName } = person;
      const line = displayName === null ? `@${username}` : `@${username}  ${displayName}`;
      context.print(json ? jsonLine(person) : printable(line));
    }
  });
}

export interface InboxOptions extends OutputOptions {
  unread?: boolean;
}

export async function inbox(context: Context, { unread, json }: InboxOptions): Promise<void> {
  await withSession(context, async (chat, { username: me }) => {
    const printed = new Set<string>();
    for await (const conversation of chat.conversations.list({ pinned: 'first' })) {
      const { Conversation: id, UnreadFrom } = conversation;
      const isUnread = conversation.Unread > 0 || UnreadFrom !== null;
      // A pinned conversation comes again in its place.
      if (printed.has(id) || (unread && !isUnread)) continue;
      printed.add(id);
      if (json) {
        context.print(jsonLine(conversation));
        continue;
      }
      const { User, Deleted, Unread, UnreadMore, ActiveAt, Request, Archived, Group } = conversation;
      if (Request === 'ignored') continue;
      const count = Unread > 0 ? `${Unread}${UnreadMore ? '+' : ''}` : isUnread ? '*' : '';
      const name = fit(
        Deleted ? 'deleted account' : printable(Group ? `#${Group.Name}` : User),
        20,
        context.symbols.ellipsis,
      );
      const shown = isUnread ? styleText('bold', name, { stream: context.stdout }) : name;
      context.print(
        `${count.padStart(3)}  ${shown}  ${dayAndTime(ActiveAt)}  ${Request ? 'request: ' : Archived ? 'archived: ' : ''}${printable(previewIn(conversation, me))}`,
      );
    }
  });
}

export interface ListOptions extends MessageOptions {
  limit: number;
  all?: boolean;
  since?: Date;
}

export async function list(context: Context, user: string, options: ListOptions): Promise<void> {
  await withSession(context, async (chat) => {
    const most = options.all || options.since ? Number.POSITIVE_INFINITY : options.limit;
    const messages = await newest(
      chat.messages.list(await conversationOf(chat, user)).pages(),
      most,
      options.since,
    );
    for (const message of messages) printMessage(context, message, options);
  });
}

/** @param pages newest page first, oldest message first inside each @returns oldest first */
export async function newest(
  pages: AsyncIterable<Message[]>,
  most: number,
  since?: Date,
): Promise<Message[]> {
  const collected: Message[][] = [];
  let count = 0;
  for await (const page of pages) {
    const wanted = since ? page.filter(({ Timestamp }) => new Date(Timestamp) >= since) : page;
    collected.unshift(wanted);
    count += wanted.length;
    if (count >= most || wanted.length < page.length) break;
  }
  const all = collected.flat();
  return count > most ? all.slice(all.length - most) : all;
}

/** A day, or a day and a time as this program prints it or as RFC 3339 does. */
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?))?$/;

/** JavaScript reads the 30th of February as the 2nd of March. @param day `2026-02-30` */
function isRealDay(day: string): boolean {
  const start = new Date(`${day}T00:00Z`);
  return !Number.isNaN(start.getTime()) && start.toISOString().startsWith(day);
}

/** Without a zone the time is local, as printed times are. @throws CliError for an invalid time */
export function parseTime(text: string): Date {
  const [, day = '', clock = '00:00'] = TIME.exec(text) ?? [];
  const time = new Date(isRealDay(day) ? `${day}T${clock}` : Number.NaN);
  if (Number.isNaN(time.getTime())) {
    throw new CliError(
      `"${printable(text)}" is not a time. Write it as 2026-11-22, "2026-11-22 09:14" or 2026-11-22T09:14:00Z.`,
      EXIT.usage,
    );
  }
  return time;
}
