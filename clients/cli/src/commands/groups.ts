/** groups, group …, join */
import { styleText } from 'node:util';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withSession } from '../open-chat.ts';
import type { CoreChat, Group, GroupRole, GroupUpdate, ListedGroup, NewGroup } from '../sdk.ts';
import { fit } from '../text/layout.ts';
import { printable } from '../text/printable.ts';
import { memberCount } from '../text/system.ts';
import { dayAndTime } from '../text/time.ts';
import { jsonLine, type OutputOptions } from './output.ts';
import { groupOf, ownGroups } from './target.ts';

const NAME_COLUMNS = 24;

export async function groups(context: Context, { json }: OutputOptions): Promise<void> {
  await withSession(context, async (chat) => {
    for await (const row of ownGroups(chat)) {
      const { Name, Members, Role, Closed } = row.Group;
      const name = fit(printable(Name), NAME_COLUMNS, context.symbols.ellipsis);
      const state = Closed ? 'closed' : Role;
      context.print(
        json ? jsonLine(row) : `${row.Conversation}  ${name}  ${memberCount(Members).padStart(12)}  ${state}`,
      );
    }
  });
}

export interface CreateOptions extends OutputOptions {
  topic?: string;
  history?: NewGroup['HistoryFrom'];
  post?: NewGroup['Post'];
  add?: NewGroup['Add'];
  listed?: boolean;
}

/** Prints the id. */
export async function create(
  context: Context,
  name: string,
  people: readonly string[],
  { topic, history, post, add, listed, json }: CreateOptions,
): Promise<void> {
  await withSession(context, async (chat) => {
    const group = await chat.groups.create({
      Name: name,
      Members: [...people],
      ...(topic !== undefined && { Topic: topic }),
      ...(history && { HistoryFrom: history }),
      ...(post && { Post: post }),
      ...(add && { Add: add }),
      ...(listed && { Listed: true }),
    });
    context.print(json ? jsonLine(group) : group.Conversation);
    if (group.NotAdded.length > 0) {
      const names = group.NotAdded.map(printable).join(', ');
      context.complain(`Not added: ${names}. Invite them with: corechat group invite ${group.Conversation}`);
    }
  });
}

/** Runs with the id of the group. */
const inGroup = (context: Context, group: string, run: (chat: CoreChat, id: string) => Promise<void>) =>
  withSession(context, async (chat) => run(chat, await groupOf(chat, group)));

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

export async function members(context: Context, group: string, { json }: OutputOptions): Promise<void> {
  await inGroup(context, group, async (chat, id) => {
    for await (const member of chat.groups.members(id)) {
      const { username, display_name: displayName, role } = member;
      const name = displayName === null ? '' : `  ${displayName}`;
      const note = role === 'member' ? '' : `  (${role})`;
      context.print(json ? jsonLine(member) : printable(`@${username}${name}${note}`));
    }
  });
}

export async function add(context: Context, group: string, people: readonly string[]): Promise<void> {
  await inGroup(context, group, async (chat, id) => {
    for (const username of people) {
      await chat.groups.add(id, username);
      context.print(`Added ${printable(username)}.`);
    }
  });
}

export async function remove(context: Context, group: string, people: readonly string[]): Promise<void> {
  await inGroup(context, group, async (chat, id) => {
    for (const username of people) {
      await chat.groups.remove(id, username);
      context.print(`Removed ${printable(username)}.`);
    }
  });
}

export async function leave(context: Context, group: string): Promise<void> {
  await inGroup(context, group, (chat, id) => chat.groups.leave(id));
  context.print('You have left the group.');
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

export async function setRole(
  context: Context,
  group: string,
  username: string,
  role: GroupRole,
): Promise<void> {
  await inGroup(context, group, (chat, id) => chat.groups.setRole(id, username, role));
  context.print(`${printable(username)} is ${role === 'member' ? 'a member' : `an ${role}`} now.`);
}

export interface InviteOptions extends OutputOptions {
  hours?: number;
  uses?: number;
}

/** Prints the code, which no later command shows. */
export async function invite(
  context: Context,
  group: string,
  { hours, uses, json }: InviteOptions,
): Promise<void> {
  await inGroup(context, group, async (chat, id) => {
    const made = await chat.groups.invite(id, {
      ...(hours !== undefined && { ExpiresIn: hours * 3_600 }),
      ...(uses !== undefined && { MaxUses: uses }),
    });
    context.print(json ? jsonLine(made) : made.Code);
  });
}

/** @param isSure the user has said so: it cannot be undone */
export async function close(context: Context, group: string, isSure: boolean): Promise<void> {
  if (!isSure)
    throw new CliError(
      'A closed group can be read, and never changed again. Repeat it with --yes.',
      EXIT.usage,
    );
  await inGroup(context, group, (chat, id) => chat.groups.close(id));
  context.print('The group is closed.');
}

/** Joins with the code of an invitation; prints the id of the group. */
export async function join(context: Context, code: string, { json }: OutputOptions): Promise<void> {
  await withSession(context, async (chat) => {
    const group = await chat.groups.join(code);
    if (!json) context.complain(`You are in ${printable(group.Name)} now.`);
    context.print(json ? jsonLine(group) : group.Conversation);
  });
}
