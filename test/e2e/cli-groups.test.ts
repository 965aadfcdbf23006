/** `corechat` and groups: the commands in scripts, and the menus at a terminal. */
import { expect, test } from 'vitest';
import { atTerminal } from '../support/clients/at-terminal.ts';
import { KEYS } from '../support/clients/terminal.ts';

const at = atTerminal();

const lines = (text: string) => text.split('\n').filter(Boolean);
const parsed = (text: string) => lines(text).map((line) => JSON.parse(line));

/** Who may be added at once: bob, whom alice knows. */
async function acquainted(): Promise<void> {
  await at.register();
  await at.other.messages.send({ User: at.me, Message: 'hello' });
  await at.accept();
}

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await at.desk.run(args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

test('a group is made, shown, written in, changed and left', async () => {
  const { me, peer, other } = at;
  await acquainted();
  const id = await run('group', 'create', 'Book club', `@${peer}`, '--topic', 'One chapter a week');
  expect(await run('groups')).toBe(`${id}  Book club                    2 members  owner`);
  expect(parsed(await run('groups', '--json'))).toMatchObject([{ Conversation: id, Kind: 'group' }]);
  expect(await run('group', 'show', 'book CLUB')).toMatch(/^name: +Book club\ntopic: +One chapter a week$/m);
  expect(lines(await run('group', 'members', id))).toEqual([`@${me}  (owner)`, `@${peer}`]);

  expect(await run('send', 'Book club', 'Chapter', 'three?')).toMatch(/^[0-9a-f]{24}$/);
  await run('send', '#Book club', '--client-id', 'once', 'Or four?');
  await other.messages.send({ Conversation: id, Message: 'Three' });
  const day = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d';
  expect(await run('list', 'Book club')).toMatch(
    new RegExp(
      `^${day}  \\* ${me} made the group “Book club”\n${day}  ${me}: Chapter three\\?\n.*Or four\\?\n${day}  ${peer}: Three$`,
    ),
  );
  expect(lines(await run('inbox'))[0]).toMatch(new RegExp(`^ {2}1 {2}#Book club +${day} {2}${peer}: Three$`));

  expect(await run('group', 'rename', 'Book club', 'Readers')).toBe('Renamed.');
  expect(await run('group', 'role', 'Readers', peer, 'admin')).toBe(`${peer} is an admin now.`);
  expect(await run('group', 'remove', 'Readers', peer)).toBe(`Removed ${peer}.`);
  expect(await run('group', 'add', 'Readers', peer)).toBe(`Added ${peer}.`);
  expect(await run('group', 'remove', 'Readers', peer)).toBe(`Removed ${peer}.`);
  const code = await run('group', 'invite', 'Readers', '--uses', '1', '--hours', '1');
  await other.groups.join(code);
  expect(await at.desk.run(['group', 'leave', 'Readers'])).toMatchObject({ code: 1 });
  await run('group', 'role', 'Readers', peer, 'owner');
  expect(await run('group', 'leave', 'Readers')).toBe('You have left the group.');
  expect(await run('groups')).toBe('');
});

test('joins with a code, and says what is wrong with a name or a code', async () => {
  const { other, desk } = at;
  await acquainted();
  const { Conversation: id } = await other.groups.create({ Name: 'Readers', Members: [] });
  const { Code } = await other.groups.invite(id);
  expect(await desk.run(['join', `${Code.slice(0, -4)}AAAA`])).toMatchObject({ code: 4, stdout: '' });
  expect(await desk.run(['join', Code])).toEqual({
    code: 0,
    stdout: id,
    stderr: 'corechat: You are in Readers now.',
  });
  // It can be a username, and so means a person unless it is marked.
  expect(await desk.run(['send', 'Readers', 'hello'])).toMatchObject({ code: 4 });
  expect(await desk.run(['send', '#Readers', 'hello'])).toMatchObject({ code: 0 });
  expect(await desk.run(['list', 'No such group'])).toMatchObject({
    code: 4,
    stderr: 'corechat: You are in no group named "No such group". See: corechat groups',
  });
  await run('group', 'create', 'readers');
  expect(await desk.run(['list', '#Readers'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^corechat: 2 of your groups have this name\. Use the id of one: ~\S+, ~\S+$/,
    ),
  });
  expect(await desk.run(['group', 'close', id])).toMatchObject({ code: 2 });
  expect(await desk.run(['group', 'close', id, '--yes'])).toMatchObject({ code: 1 });
  expect(await desk.run(['group', 'role', id, 'bob', 'king'])).toMatchObject({ code: 2 });
});

test('settings are changed, and invitations are listed and revoked', async () => {
  await at.register();
  const id = await run('group', 'create', 'Readers', '--post', 'admins');
  const settings = ['--post', 'all', '--add', 'members', '--history', 'start', '--listed'];
  expect(await run('group', 'set', id, ...settings)).toBe('Changed.');
  expect(parsed(await run('group', 'show', id, '--json'))).toMatchObject([
    { Post: 'all', Add: 'members', HistoryFrom: 'start', Listed: true },
  ]);
  expect(await run('group', 'set', id, '--no-listed')).toBe('Changed.');
  expect(await run('group', 'show', id)).toMatch(/^found by others: no$/m);
  expect(await at.desk.run(['group', 'set', id])).toMatchObject({ code: 2 });
  expect(await at.desk.run(['group', 'invite', id, '--hours', '0'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('It must be a whole number from 1 to 720.'),
  });
  const code = await run('group', 'invite', id, '--uses', '2');
  const invites = await run('group', 'invites', id);
  expect(invites).toMatch(/^[0-9a-f]{16} {2}until \d{4}-\d\d-\d\d \d\d:\d\d {2}0 of 2 joined$/);
  expect(await run('group', 'revoke', id, invites.slice(0, 16))).toBe('Revoked.');
  expect(await run('group', 'invites', id)).toBe('');
  await expect(at.other.groups.join(code)).rejects.toMatchObject({ code: 'invite_expired' });
});

test('finds the groups that everybody may join, and joins one', async () => {
  await acquainted();
  const name = `Öffentlich ${at.me}`;
  const { Conversation: id } = await at.other.groups.create({
    Name: name,
    Members: [],
    Listed: true,
    Topic: 'All',
  });
  await at.other.groups.create({ Name: `${name} nicht`, Members: [] });
  expect(await run('group', 'find', 'öffentlich', at.me)).toMatch(
    new RegExp(`^${id}  Öffentlich ${at.me} +1 member  All$`),
  );
  expect(parsed(await run('group', 'find', '--json', name))).toMatchObject([
    { Conversation: id, Name: name },
  ]);
  expect(await run('group', 'find', 'no such')).toBe('');
  expect(await at.desk.run(['join', id])).toEqual({
    code: 0,
    stdout: id,
    stderr: `corechat: You are in ${name} now.`,
  });
  expect(await run('groups')).toContain(id);
  expect(await at.desk.run(['join', `${id.slice(0, -4)}AAAA`])).toMatchObject({ code: 4, stdout: '' });
});

test('names the people who cannot be added, and adds the others', async () => {
  const { me, peer, desk } = at;
  await acquainted();
  expect(await desk.run(['group', 'create', 'Readers', peer, 'nobody-here'])).toEqual({
    code: 4,
    stdout: '',
    stderr: 'corechat: Members has names without an account: nobody-here.',
  });
  const id = await run('group', 'create', 'Readers');
  expect(await desk.run(['group', 'add', id, 'nobody-here', peer, 'nor-here'])).toEqual({
    code: 4,
    stdout: `Added ${peer}.`,
    stderr:
      'corechat: nobody-here: There is no user of that name.\ncorechat: nor-here: There is no user of that name.',
  });
  expect(lines(await run('group', 'members', id))).toEqual([`@${me}  (owner)`, `@${peer}`]);
});

test('names the people who have to be invited', async () => {
  await at.register();
  const id = await run('group', 'create', 'Readers');
  const { stderr } = await at.desk.run(['group', 'create', 'Strangers', at.peer]);
  expect(stderr).toMatch(
    new RegExp(`^corechat: Not added: ${at.peer}\\. Invite them with: corechat group invite ~`),
  );
  expect(await run('group', 'close', id, '--yes')).toBe('The group is closed.');
  expect(await at.desk.run(['send', id, 'hello'])).toMatchObject({ code: 1 });
});

test('the menus make a group, show it with its members, and leave it', async () => {
  const { me, peer, other } = at;
  await acquainted();
  const session = at.open();
  await session.until(new RegExp(`❯ . ${peer}`));
  session.type(KEYS.up.repeat(5));
  await session.until('❯ New group');
  session.type(KEYS.enter);
  await session.until('? Name of the group');
  session.type(`Book club${KEYS.enter}`);
  await session.until('? Usernames of its members:');
  session.type(`${peer}${KEYS.enter}`);
  await session.until(/^ #Book club · 2 members/);
  await session.until(`You made the group “Book club”`);
  session.type(`Chapter three?${KEYS.enter}`);
  await session.until(`✓  ${me}: Chapter three?`);
  let id = '';
  for await (const row of other.conversations.list()) if (row.Group) id = row.Conversation;
  await other.messages.send({ Conversation: id, Message: 'Yes' });
  await session.until(`   ${peer}: Yes`);
  session.type(`/members${KEYS.enter}`);
  await session.until(`${me} (owner), ${peer}`);
  session.type(`/remove ${peer}${KEYS.enter}`);
  await session.until(`You removed ${peer}`);
  await session.until(/^ #Book club · 1 member /);
  session.type(`/invite${KEYS.enter}`);
  await session.until('Join with: corechat join');
  session.type(`/leave${KEYS.enter}`);
  await session.until('Search:');
  await session.until(() => !session.text.includes('Book club'));
});
