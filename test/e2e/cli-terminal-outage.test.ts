/** `corechat` at a pseudo-terminal and in scripts, while the server is down and after its restart. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atOwnTerminal } from '../support/clients/at-terminal.ts';
import { KEYS } from '../support/clients/terminal.ts';

const at = atOwnTerminal();

test('reports an edit that the server refuses, and keeps what was typed', async () => {
  const { me } = at;
  const session = await at.openLoggedIn();
  await at.choose(session);
  session.type(`hello${KEYS.enter}`);
  await session.until(`✓  ${me}: hello`);
  session.type(KEYS.escape);
  await session.until('❯ Send');
  session.type(`${KEYS.right.repeat(3)}${KEYS.enter}`);
  await session.until('Enter: save');
  await at.kill();
  session.type(` again${KEYS.enter}`);
  await session.until('❯ hello again');
  await session.until(`✓  ${me}: hello`);
  await at.restart();
  session.type(KEYS.enter);
  await session.until(`✓  ${me}: hello again (edited)`);
});

test('messages that are written while the server is down arrive once after its restart', async () => {
  const { me } = at;
  const session = await at.openLoggedIn();
  await at.choose(session);
  session.type(`before${KEYS.enter}`);
  await session.until(`✓  ${me}: before`);
  await at.kill();
  await session.until('Connection lost');
  session.type(`first while down${KEYS.enter}`);
  await session.until(`⏳ ${me}: first while down`);
  session.type(`second while down${KEYS.enter}`);
  await session.until(`⏳ ${me}: second while down`);
  // A second process, started meanwhile, reaches no server.
  const late = at.open();
  await late.until(/cannot be reached|Connection lost/);
  await at.restart();
  await session.until(`✓  ${me}: first while down`);
  await session.until(`✓  ${me}: second while down`);
  await session.until('Connected again.');
  await late.until(at.peer);
  expect(await at.texts()).toEqual(['before', 'first while down', 'second while down']);
});

test('reports unsent messages when leaving, and sends them at the next start', async () => {
  const session = await at.leaveBehind('left behind');
  session.type(KEYS.ctrlC);
  expect(await session.ended).toBe(130);
  expect(session.scrollback).toContain('1 message is not sent yet');
  await at.restart();
  const again = at.open();
  await again.until('left behind');
  expect(await at.texts()).toEqual(['left behind']);
});

test('logging out asks first while messages wait', async () => {
  const session = await at.leaveBehind('left behind');
  for (const [answer, then] of [
    ['', 'Search:'],
    [KEYS.down, '❯ Register'],
  ] as const) {
    if (answer === '') {
      session.type(KEYS.escape);
      await session.until('PageUp: older');
      session.type(KEYS.escape);
    }
    await session.until('Search:');
    session.type(KEYS.up + KEYS.up);
    await session.until('❯ Log out');
    session.type(KEYS.enter);
    await session.until('1 message is not sent. Log out?');
    session.type(answer + KEYS.enter);
    await session.until(then);
  }
  expect(session.text).toContain(`1 message is not sent: kept here until ${at.me} logs in.`);
  session.type(KEYS.ctrlC);
  await session.ended;
  await at.restart();
  const login = await at.desk.run(['login', at.me, '--password-stdin'], { input: 'correct horse' });
  expect(login).toMatchObject({ code: 0 });
  await at.desk.run(['flush']);
  expect(await at.texts()).toEqual(['left behind']);
});

test('a message with a file waits for the server, and is sent once with the next command', async () => {
  const { run } = at.desk;
  await at.register();
  const folder = await mkdtemp(join(tmpdir(), 'corechat-files-'));
  const notes = join(folder, 'notes.txt');
  await writeFile(notes, 'Chapter one');
  await at.kill();
  const kept = await run(['send', at.peer, '--file', notes, 'Later']);
  expect(kept).toMatchObject({ code: 75, stdout: '' });
  expect((await run(['outbox'])).stdout).toContain('Later, notes.txt');
  // The copy is sent, also after the file is deleted.
  await rm(folder, { recursive: true });
  await at.restart();
  expect(await run(['flush'])).toMatchObject({ code: 0, stdout: '1 message sent.' });
  expect(await at.other.messages.newest(at.me)).toMatchObject([
    { Message: 'Later', Attachments: [{ Name: 'notes.txt', Size: 11 }] },
  ]);
  expect(await readdir(join(at.desk.configDir, 'files'))).toEqual([]);
});
