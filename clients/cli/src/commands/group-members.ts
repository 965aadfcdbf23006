/** group members, add, remove, role, leave, invite, invites, revoke; join */
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { describe, exitCodeOf, withSession } from '../open-chat.ts';
import {
  type CoreChat,
  type Group,
  type GroupRole,
  isConversationId,
  isTransient,
  type ListedGroup,
} from '../sdk.ts';
import { printable } from '../text/printable.ts';
import { dayAndTime } from '../text/time.ts';
import { inGroup } from './groups.ts';
import { jsonLine, type OutputOptions, printAll } from './output.ts';

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
  await inGroup(context, group, (chat, id) =>
    forEach(context, people, async (username) => {
      await chat.groups.add(id, username);
      context.print(`Added ${printable(username)}.`);
    }),
  );
}

export async function remove(context: Context, group: string, people: readonly string[]): Promise<void> {
  await inGroup(context, group, (chat, id) =>
    forEach(context, people, async (username) => {
      await chat.groups.remove(id, username);
      context.print(`Removed ${printable(username)}.`);
    }),
  );
}

/**
 * One person after the other; a refusal names the person, and does not stop the others.
 * @throws CliError after the last one, when one was refused
 */
async function forEach(
  context: Context,
  people: readonly string[],
  run: (username: string) => Promise<void>,
): Promise<void> {
  let refused: CliError | undefined;
  for (const username of people) {
    try {
      await run(username);
    } catch (error) {
      const exitCode = exitCodeOf(error);
      // It concerns all of them.
      if (people.length === 1 || isTransient(error) || exitCode === EXIT.notLoggedIn) throw error;
      if (refused) context.complain(refused.message);
      refused = new CliError(`${printable(username)}: ${describe(context, error)}`, exitCode);
    }
  }
  if (refused) throw refused;
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

export async function leave(context: Context, group: string): Promise<void> {
  await inGroup(context, group, (chat, id) => chat.groups.leave(id));
  context.print('You have left the group.');
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

export async function invites(context: Context, group: string, { json }: OutputOptions): Promise<void> {
  await inGroup(context, group, (chat, id) =>
    printAll(context, chat.groups.invites(id), 'There are no open invitations.', (invite) => {
      const { Id, ExpiresAt, MaxUses, Uses } = invite;
      const uses = `${Uses}${MaxUses === null ? '' : ` of ${MaxUses}`} joined`;
      context.print(json ? jsonLine(invite) : `${Id}  until ${dayAndTime(ExpiresAt)}  ${uses}`);
    }),
  );
}

export async function revoke(context: Context, group: string, invite: string): Promise<void> {
  await inGroup(context, group, (chat, id) => chat.groups.revoke(id, invite));
  context.print('Revoked.');
}

async function joinListed(chat: CoreChat, id: string): Promise<Group | ListedGroup> {
  await chat.groups.joinListed(id);
  return chat.groups.show(id);
}

/** Joins the group of an invitation, or a listed one; prints its id. @param key code of the invitation, or id of the group */
export async function join(context: Context, key: string, { json }: OutputOptions): Promise<void> {
  await withSession(context, async (chat) => {
    const group = isConversationId(key) ? await joinListed(chat, key) : await chat.groups.join(key);
    if (!json) context.complain(`You are in ${printable(group.Name)} now.`);
    context.print(json ? jsonLine(group) : group.Conversation);
  });
}
