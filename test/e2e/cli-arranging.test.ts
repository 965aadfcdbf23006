/** `corechat` in scripts: what conversations and messages are to the user, with exit codes and wrong input. */
import { expect, test } from 'vitest';
import { atTerminal } from '../support/clients/at-terminal.ts';
import { TerminalSession } from '../support/clients/terminal.ts';

const at = atTerminal();

const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' });
const failed = (code: number, sentence: string) => ({ code, stdout: '', stderr: `corechat: ${sentence}` });
const run = (...args: string[]) => at.desk.run(args);

/** The row of the only conversation. */
async function row() {
  const { stdout } = await run('inbox', '--json');
  return JSON.parse(stdout);
}

/** Bob has written to alice. @returns ids of his messages */
async function written(...texts: string[]): Promise<string[]> {
  await at.register();
  const ids: string[] = [];
  for (const Message of texts) ids.push((await at.other.messages.send({ User: at.me, Message })).Id);
  await at.accept();
  return ids;
}

test('pins, archives, mutes and marks a conversation, and undoes it', async () => {
  const { peer } = at;
  await written('Lunch at noon?');
  expect(await run('pin', peer)).toEqual(ok('Pinned.'));
  expect(await row()).toMatchObject({ Pinned: true });
  expect(await run('unpin', `@${peer}`)).toEqual(ok('Unpinned.'));
  expect(await run('archive', peer)).toEqual(ok('Archived.'));
  expect((await run('inbox')).stdout).toContain('archived: Lunch at noon?');
  const unarchived = await run('unarchive', peer, '--json');
  expect(JSON.parse(unarchived.stdout)).toMatchObject({ User: peer, Archived: false, Pinned: false });
  expect(await run('mute', peer, '--minutes', '5')).toEqual(ok('Muted.'));
  const { MutedUntil } = await row();
  expect(Math.abs(Date.parse(MutedUntil) - Date.now() - 5 * 60_000)).toBeLessThan(60_000);
  expect(await run('mute', peer)).toEqual(ok('Muted.'));
  expect(Date.parse((await row()).MutedUntil)).toBeGreaterThan(Date.now() + 365 * 86_400_000);
  expect(await run('unmute', peer)).toEqual(ok('No longer muted.'));
  expect(await run('notify', peer, 'none')).toEqual(ok('Notifications: none.'));
  expect(await row()).toMatchObject({ MutedUntil: null, Notify: 'none' });
  const chat = at.other;
  await chat.messages.send({ User: at.me, Message: 'Or at one?' });
  await run('send', peer, 'At noon');
  expect(await run('unread', peer)).toEqual(ok('Marked as unread.'));
  expect(await row()).toMatchObject({ UnreadFrom: 2 });
  expect((await run('inbox', '--unread')).stdout).toContain(peer);
});

test('refuses what cannot be arranged', async () => {
  await written('Lunch at noon?');
  const { peer } = at;
  for (const command of ['pin', 'mute', 'unread', 'pins']) {
    expect(await run(command, 'nobody-here'), command).toEqual(
      failed(
        4,
        command === 'unread'
          ? 'There is no user of that name.'
          : 'There is no such conversation, or you are not in it.',
      ),
    );
  }
  expect(await run('archive', 'No such group')).toEqual(
    failed(4, 'You are in no group named "No such group". See: corechat groups'),
  );
  expect(await run('archive')).toMatchObject({ code: 2, stdout: '' });
  expect(await run('notify', peer, 'some')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Allowed choices are all, mentions, none.'),
  });
  expect(await run('mute', peer, '--minutes', 'ten')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('It must be a whole number.'),
  });
  expect(await run('mute', peer, '--minutes', '0')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Minutes'),
  });
  // The user's own messages are not unread.
  await run('send', at.me, 'a note');
  expect(await run('unread', at.me)).toEqual(failed(4, 'There is no message of another person.'));
});

test('saves and pins messages by their ids, and prints them', async () => {
  const { peer } = at;
  const [code = '', other = ''] = await written('The door code is 4711', 'See you');
  expect(await run('list', peer, '--ids')).toMatchObject({
    stdout: expect.stringMatching(new RegExp(`^${code}  .*4711\n${other}  .*See you$`)),
  });
  expect(await run('saved')).toEqual(ok(''));
  expect(await run('save', code)).toEqual(ok('Saved.'));
  expect((await run('saved', '--ids')).stdout).toMatch(
    new RegExp(`^${code}  .* ${peer}: The door code is 4711$`),
  );
  expect(JSON.parse((await run('saved', '--json')).stdout)).toMatchObject({ Id: code });
  expect(await run('unsave', code)).toEqual(ok('No longer saved.'));
  expect(await run('saved')).toEqual(ok(''));

  expect(await run('pins', peer)).toEqual(ok(''));
  expect(await run('pin-message', code)).toEqual(ok('Pinned.'));
  expect((await run('pins', peer)).stdout).toMatch(/4711 \(pinned\)$/);
  expect(JSON.parse((await run('pins', peer, '--json')).stdout)).toMatchObject({ Id: code });
  expect(await run('unpin-message', code)).toEqual(ok('Unpinned.'));
  expect(await run('pins', peer)).toEqual(ok(''));
  for (const command of ['save', 'pin-message', 'unpin-message'])
    expect(await run(command, 'no-such-id'), command).toEqual(failed(4, 'This message does not exist.'));
});

test('reacts to, answers and forwards messages by their ids', async () => {
  const { me, peer } = at;
  const [id = ''] = await written('Lunch at noon?');
  expect(await run('react', id, '👍')).toEqual(ok('Reacted.'));
  expect((await run('list', peer)).stdout).toMatch(new RegExp(`Lunch at noon\\?  \\[👍 ${me}\\]$`));
  expect(await run('unreact', id, '👍')).toEqual(ok('Taken back.'));
  expect(await run('react', id, 'yes')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^corechat: Emoji /),
  });
  expect(await run('react', 'no-such-id', '👍')).toEqual(failed(4, 'This message does not exist.'));
  expect(await run('react', id)).toMatchObject({ code: 2 });

  const reply = await run('send', peer, '--reply-to', id, 'Yes');
  expect((await run('list', peer, '--limit', '1')).stdout).toMatch(
    new RegExp(`${me}: > ${peer}: Lunch at noon\\?\n    Yes$`),
  );
  expect(await run('send', me, '--reply-to', id, 'Yes')).toEqual(
    failed(1, 'The message that you answer is not in this conversation.'),
  );
  expect(await run('send', peer, '--reply-to', 'no-such-id', 'Yes')).toEqual(
    failed(4, 'This message does not exist.'),
  );
  expect(await run('outbox')).toEqual(ok(''));

  const first = await run('forward', id, me, '--client-id', 'once');
  expect((await run('list', me)).stdout).toMatch(
    new RegExp(`${me}: forwarded from ${peer}\n    Lunch at noon\\?$`),
  );
  expect(await run('forward', id, me, '--client-id', 'once')).toEqual(first);
  expect(JSON.parse((await run('forward', reply.stdout, peer, '--json')).stdout)).toMatchObject({
    Message: 'Yes',
    Forwarded: { From: me },
  });
  expect(await run('forward', 'no-such-id', me)).toEqual(failed(4, 'This message does not exist.'));
  expect(await run('forward', id, 'nobody-here')).toEqual(failed(4, 'There is no user of that name.'));
  expect(await run('forward', id, 'No such group')).toMatchObject({ code: 4 });
});

test('says at a terminal that a list is empty, and nothing to a pipe', async () => {
  await at.register();
  await run('send', at.me, 'a note');
  for (const [args, sentence] of [
    [['saved'], 'You have saved no messages.'],
    [['pins', at.me], 'No message is pinned there.'],
    [['groups'], 'You are in no group. Make one with: corechat group create NAME'],
    [['blocks'], 'You have blocked nobody.'],
  ] as const) {
    expect(await at.desk.run(args), args[0]).toEqual(ok(''));
    const session = new TerminalSession(args, { env: at.desk.env });
    await session.until(`corechat: ${sentence}`);
    expect(await session.ended).toBe(0);
    session.close();
  }
});
