/** groups, group create, show, find, rename, topic, set, close */
import { styleText } from 'node:util';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withSession } from '../open-chat.ts';
import {
  type CoreChat,
  type Group,
  type GroupUpdate,
  hasCode,
  type ListedGroup,
  type NewGroup,
} from '../sdk.ts';
import { fit } from '../text/layout.ts';
import { printable } from '../text/printable.ts';
import { memberCount } from '../text/system.ts';
import { dayAndTime } from '../text/time.ts';
import { jsonLine, type OutputOptions, printAll } from './output.ts';
import { groupOf, ownGroups } from './target.ts';

const NAME_COLUMNS = 24;

export async function groups(context: Context, { json }: OutputOptions): Promise<void> {
  const none = 'You are in no group. Make one with: corechat group create NAME';
  await withSession(context, (chat) =>
    printAll(context, ownGroups(chat), none, (row) => {
      const { Name, Members, Role, Closed } = row.Group;
      const name = fit(printable(Name), NAME_COLUMNS, context.symbols.ellipsis);
      const state = Closed ? 'closed' : Role;
      context.print(
        json ? jsonLine(row) : `${row.Conversation}  ${name}  ${memberCount(Members).padStart(12)}  ${state}`,
      );
    }),
  );
}

/** Lists the groups that everybody may join. @param prefix of their names; all when it is empty */
export async function find(context: Context, prefix: string, { json }: OutputOptions): Promise<void> {
  const none = prefix === '' ? 'There is no group that everybody may join.' : 'No such group.';
  await withSession(context, (chat) =>
    printAll(context, chat.groups.list(prefix === '' ? {} : { prefix }), none, (group) => {
      const { Conversation, Name, Members, Topic } = group;
      const name = fit(printable(Name), NAME_COLUMNS, context.symbols.ellipsis);
      const line = `${Conversation}  ${name}  ${memberCount(Members).padStart(12)}  ${printable(Topic)}`;
      context.print(json ? jsonLine(group) : line.trimEnd());
    }),
  );
}

export interface GroupSettings {
  history?: NewGroup['HistoryFrom'];
  post?: NewGroup['Post'];
  add?: NewGroup['Add'];
  listed?: boolean;
}

/** The settings of a group that the options name. */
const settingsIn = ({ history, post, add, listed }: GroupSettings): Omit<GroupUpdate, 'Avatar'> => ({
  ...(history && { HistoryFrom: history }),
  ...(post && { Post: post }),
  ...(add && { Add: add }),
  ...(listed !== undefined && { Listed: listed }),
});

export interface CreateOptions extends OutputOptions, GroupSettings {
  topic?: string;
}

/** Prints the id. */
export async function create(
  context: Context,
  name: string,
  people: readonly string[],
  { topic, json, ...settings }: CreateOptions,
): Promise<void> {
  await withSession(context, async (chat) => {
    const group = await chat.groups
      .create({
        Name: name,
        Members: [...people],
        ...(topic !== undefined && { Topic: topic }),
        ...settingsIn(settings),
      })
      .catch((error: unknown) => {
        // The server's words name the people without an account.
        if (!hasCode(error, 'user_not_found')) throw error;
        throw new CliError(`${printable(error.message)}.`, EXIT.notFound);
      });
    context.print(json ? jsonLine(group) : group.Conversation);
    if (group.NotAdded.length > 0) {
      const names = group.NotAdded.map(printable).join(', ');
      context.complain(`Not added: ${names}. Invite them with: corechat group invite ${group.Conversation}`);
    }
  });
}

/** Runs with the id of the group. */
export const inGroup = (
  context: Context,
  group: string,
  run: (chat: CoreChat, id: string) => Promise<void>,
) => withSession(context, async (chat) => run(chat, await groupOf(chat, group)));

const WHO = { all: 'everybody', admins: 'owners and admins', members: 'everybody' } as const;

/** Only members see them. */
function settingsOf(found: Group | ListedGroup): string[][] {
  if (found.Role === null) return [];
  const { HistoryFrom, Post, Add, Closed, CreatedAt } = found;
  return [
    ['new members see', HistoryFrom === 'start' ? 'all messages' : 'messages from joining on'],
    ['may write', WHO[Post]],
    ['may add people', WHO[Add]],
    ['made', dayAndTime(CreatedAt)],
    ...(Closed ? [['closed', 'it can be read, and not changed']] : []),
  ];
}

export async function show(context: Context, group: string, { json }: OutputOptions): Promise<void> {
  await inGroup(context, group, async (chat, id) => {
    const found = await chat.groups.show(id);
    if (json) {
      context.print(jsonLine(found));
      return;
    }
    const lines = [
      ['name', found.Name],
      ['topic', found.Topic],
      ['id', found.Conversation],
      ['members', String(found.Members)],
      ['your role', found.Role ?? 'not a member'],
      ...settingsOf(found),
      ['found by others', found.Listed ? 'yes' : 'no'],
    ];
    for (const [label = '', value = ''] of lines) {
      const shown = styleText('dim', `${label}:`.padEnd(17), { stream: context.stdout });
      if (value !== '') context.print(`${shown}${printable(value)}`);
    }
  });
}

export async function update(
  context: Context,
  group: string,
  change: GroupUpdate,
  done: string,
): Promise<void> {
  await inGroup(context, group, async (chat, id) => {
    await chat.groups.update(id, change);
  });
  context.print(done);
}

export async function set(context: Context, group: string, options: GroupSettings): Promise<void> {
  const settings = settingsIn(options);
  if (Object.keys(settings).length === 0) {
    throw new CliError('Say what to set: --history, --post, --add, --listed or --no-listed.', EXIT.usage);
  }
  await update(context, group, settings, 'Changed.');
}

/** @param isSure the user has confirmed it, because it cannot be undone */
export async function close(context: Context, group: string, isSure: boolean): Promise<void> {
  if (!isSure)
    throw new CliError(
      'A closed group can be read, and never changed again. Repeat the command with --yes to close it.',
      EXIT.usage,
    );
  await inGroup(context, group, (chat, id) => chat.groups.close(id));
  context.print('The group is closed.');
}
