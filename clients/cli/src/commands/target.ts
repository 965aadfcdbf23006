/** Which conversation the words of a command line mean. */
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type ConversationSummary, type CoreChat, isConversationId, limits } from '../sdk.ts';
import { printable } from '../text/printable.ts';

export type GroupRow = ConversationSummary & { Group: NonNullable<ConversationSummary['Group']> };

/** Groups of the user, the most recently active first. */
export async function* ownGroups(chat: CoreChat): AsyncGenerator<GroupRow> {
  for await (const row of chat.conversations.list()) if (row.Group) yield row as GroupRow;
}

const fold = (name: string): string => name.normalize('NFC').toLowerCase();

/**
 * @param text id of a group, or its name, in any case, with or without a `#` before it
 * @returns its id
 * @throws CliError when no group of the user has the name, or several have
 */
export async function groupOf(chat: CoreChat, text: string): Promise<string> {
  if (isConversationId(text)) return text;
  const name = text.replace(/^#/, '');
  const found: GroupRow[] = [];
  for await (const row of ownGroups(chat)) if (fold(row.Group.Name) === fold(name)) found.push(row);
  const [first, ...others] = found;
  if (!first)
    throw new CliError(`You are in no group named "${printable(name)}". See: corechat groups`, EXIT.notFound);
  if (others.length > 0) {
    const ids = found.map(({ Conversation }) => Conversation).join(', ');
    throw new CliError(
      `${found.length} of your groups have this name. Use the id of one: ${ids}`,
      EXIT.usage,
    );
  }
  return first.Conversation;
}

/**
 * A name that can be a username means a person. Otherwise a person could get a group's messages by registering its name. A group with such
 * a name is written with a `#` before it.
 * @returns a username, or the id of a group
 * @throws CliError see groupOf
 */
export async function conversationOf(chat: CoreChat, text: string): Promise<string> {
  return limits.usernamePattern.test(text) ? text : groupOf(chat, text);
}
