/** What is done to a group, with a question before what cannot be undone. */
import { type Group, type GroupRole, hasCode, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { go } from '../../app/router.ts';
import { confirmed } from '../../components/dialog/Confirm.tsx';
import { calledOf } from '../../state/groups.ts';
import { notify } from '../../state/toasts.ts';

type Named = Pick<Group, 'Conversation' | 'Name'>;

const attempt = async (work: () => Promise<unknown>, done: string): Promise<boolean> => {
  try {
    await work();
    notify(done);
    return true;
  } catch (error) {
    notify(sentence(error), 'error');
    return false;
  }
};

/** @returns 'last-owner' when another member must become an owner first */
export async function leaveGroup({ Conversation: id, Name }: Named): Promise<'last-owner' | undefined> {
  const question = {
    title: `Leave “${Name}”?`,
    body: 'Its messages disappear from all your devices. To come back, you need to be added or invited.',
    action: 'Leave',
    tone: 'danger',
  } as const;
  if (!(await confirmed(question))) return undefined;
  return leaveNow({ Conversation: id, Name });
}

/** Without a question. */
export async function leaveNow({ Conversation: id, Name }: Named): Promise<'last-owner' | undefined> {
  try {
    await chat.groups.leave(id);
    go({ name: 'inbox' });
    notify(`You left “${Name}”.`);
  } catch (error) {
    if (hasCode(error, 'last_owner')) return 'last-owner';
    notify(sentence(error), 'error');
  }
  return undefined;
}

export async function closeGroup({ Conversation: id, Name }: Named): Promise<void> {
  const question = {
    title: `Close “${Name}”?`,
    body: 'Everybody in it can still read it. Nobody can write or change anything any more, and it cannot be opened again.',
    action: 'Close the group',
    tone: 'danger',
  } as const;
  if (await confirmed(question)) await attempt(() => chat.groups.close(id), 'The group is closed.');
}

export async function removeMember({ Conversation: id, Name }: Named, username: string): Promise<void> {
  const name = calledOf(username);
  const question = {
    title: `Remove ${name}?`,
    body: `${name} no longer sees “${Name}” and what is in it.`,
    action: 'Remove',
    tone: 'danger',
  } as const;
  if (await confirmed(question))
    await attempt(() => chat.groups.remove(id, username), `${name} is no longer in the group.`);
}

const ROLES = { owner: 'an owner', admin: 'an admin', member: 'an ordinary member' };

export async function changeRole({ Conversation: id }: Named, username: string, role: GroupRole) {
  const name = calledOf(username);
  const question = {
    title: `Make ${name} an owner?`,
    body: 'Owners can do everything: close the group, and take this role from you.',
    action: 'Make an owner',
  };
  if (role === 'owner' && !(await confirmed(question))) return;
  await attempt(() => chat.groups.setRole(id, username, role), `${name} is ${ROLES[role]} now.`);
}
