/** `corechat` in scripts: child processes against the whole product. */
import { once } from 'node:events';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CORECHAT, type Desk, makeDesk, registerAt } from '../support/clients/corechat-command.ts';
import { newName } from '../support/people/names.ts';

const url = inject('productUrl');
const [ALICE, BOB] = [newName('alice'), newName('bob')];
let alice: Desk;
let bob: Desk;
beforeAll(async () => {
  [alice, bob] = await Promise.all([makeDesk(url), makeDesk(url)]);
  await Promise.all([registerAt(alice, ALICE), registerAt(bob, BOB)]);
});
afterAll(() => Promise.all([alice.remove(), bob.remove()]));

const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' });
const lines = (text: string) => text.split('\n').filter(Boolean);
const parsed = (text: string) => lines(text).map((line) => JSON.parse(line));

/** A separate config directory, for a test that leaves files behind. */
async function withDesk(run: (desk: Desk) => Promise<void>, api = url): Promise<void> {
  const desk = await makeDesk(api);
  try {
    await run(desk);
  } finally {
    await desk.remove();
  }
}

test('whoami, users, sessions', async () => {
  expect(await alice.run(['whoami'])).toEqual(ok(ALICE));
  expect(parsed((await alice.run(['whoami', '--json'])).stdout)).toMatchObject([
    { username: ALICE, api: url },
  ]);
  const users = await alice.run(['users']);
  expect(lines(users.stdout)).toEqual(expect.arrayContaining([ALICE, BOB]));
  const found = await alice.run(['users', '--prefix', BOB.slice(0, -1), '--json']);
  expect(parsed(found.stdout)).toContainEqual({ username: BOB });
  expect((await alice.run(['sessions'])).stdout).toMatch(/corechat.*\(this one\)/);
  const { stdout } = await alice.run(['activity', '--limit', '1']);
  expect(lines(stdout)).toEqual([
    expect.stringMatching(
      /^\d{4}-\d\d-\d\d \d\d:\d\d {2}Logged in on a new device \(this device, same network as now\)$/,
    ),
  ]);
});

test('people are found by their names, with the reason where nothing was typed to search by', async () => {
  expect(await alice.run(['people', BOB.toUpperCase()])).toEqual(ok(`@${BOB}`));
  // As it is printed.
  expect(await alice.run(['list', `@${BOB}`, '--limit', '0'])).toEqual(ok(''));
  expect(parsed((await alice.run(['people', BOB, '--json'])).stdout)).toEqual([
    { username: BOB, display_name: null, bio: null, avatar: null },
  ]);
  expect(await alice.run(['people', 'nobody', 'here'])).toEqual(ok(''));
  expect(await alice.run(['people', '@'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('Name must have a letter, a digit or a symbol.'),
  });
});

test('blocks, lists and unblocks a person', async () => {
  await withDesk(async (erin) => {
    await registerAt(erin, newName('erin'));
    expect(await erin.run(['block', BOB.toUpperCase()])).toEqual(ok(`Blocked ${BOB}.`));
    expect((await erin.run(['blocks'])).stdout).toMatch(new RegExp(`^${BOB} {2}since \\S`));
    expect(parsed((await erin.run(['blocks', '--json'])).stdout)).toMatchObject([{ Username: BOB }]);
    expect(await erin.run(['send', BOB, 'hello'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('You have blocked this person'),
    });
    expect(await erin.run(['unblock', BOB])).toEqual(ok(`Unblocked ${BOB}.`));
    expect(await erin.run(['blocks'])).toEqual(ok(''));
    expect(await erin.run(['block', 'nobody-here'])).toMatchObject({ code: 4 });
  });
});

test('a message is sent, listed on both sides, edited and deleted', async () => {
  const sent = await alice.run(['send', BOB, 'Lunch', 'at', 'noon?']);
  expect(sent).toMatchObject({ code: 0, stderr: '' });
  const id = sent.stdout;
  expect(parsed((await bob.run(['list', ALICE, '--json'])).stdout).at(-1)).toMatchObject({
    Id: id,
    From: ALICE,
    Message: 'Lunch at noon?',
  });
  expect(await alice.run(['edit', id, 'Lunch at one?'])).toEqual(ok('Edited.'));
  expect(lines((await bob.run(['list', ALICE])).stdout).at(-1)).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d {2}alice\d+: Lunch at one\? \(edited\)$/,
  );
  expect(await bob.run(['delete', id])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Only its sender'),
  });
  expect(await alice.run(['delete', id])).toEqual(ok('Deleted.'));
  expect(lines((await bob.run(['list', ALICE])).stdout).at(-1)).toMatch(/alice\d+: \(deleted\)$/);
  expect(await alice.run(['edit', id, 'again'])).toMatchObject({ code: 4 });
});

test('the text comes from standard input, line breaks and emoji included', async () => {
  const text = 'first line\n\tsecond 👩‍👩‍👧‍👦 שלום\n';
  const { code, stdout } = await alice.run(['send', BOB, '-', '--json'], { input: text });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).Message).toBe(text.slice(0, -1));
  expect((await bob.run(['list', ALICE, '--limit', '1'])).stdout).toContain(
    `${ALICE}: first line\n        second 👩‍👩‍👧‍👦 שלום`,
  );
});

test('8,000 characters go through; 8,001 are refused with a sentence', async () => {
  const longest = '😀'.repeat(7_000) + 'x'.repeat(1_000);
  const sent = await alice.run(['send', BOB, '-', '--json'], { input: longest });
  expect(JSON.parse(sent.stdout).Message).toBe(longest);
  const refused = await alice.run(['send', BOB, '-'], { input: `${longest}x` });
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('at most 8,000 characters'),
  });
  expect(await alice.run(['outbox'])).toEqual(ok(''));
});

test('a hostile message reaches the terminal as harmless text, and --json exactly', async () => {
  const hostile = 'a\x1b[2J\x1b]0;pwned\x07\u009b31m\u202eb\rc';
  const { stdout: id } = await alice.run(['send', BOB, '-'], { input: hostile });
  const shown = await bob.run(['list', ALICE, '--limit', '1']);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(shown.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(shown.stdout).toContain('a␛[2J␛]0;pwned␇<9B>31mb\n    c');
  const exact = await bob.run(['list', ALICE, '--limit', '1', '--json']);
  expect(JSON.parse(exact.stdout)).toMatchObject({ Id: id, Message: hostile.replace('\r', '\n') });
  expect(exact.stdout).not.toContain('\u009b');
});

test('--client-id makes repeating safe', async () => {
  const args = ['send', BOB, 'only once', '--client-id', 'job-17'];
  const [first, second] = [await alice.run(args), await alice.run(args)];
  expect(second).toEqual(first);
  const other = await alice.run(['send', BOB, 'something else', '--client-id', 'job-17']);
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('another text') });
  const all = parsed((await bob.run(['list', ALICE, '--all', '--json'])).stdout);
  expect(all.filter(({ Message }) => Message === 'only once')).toHaveLength(1);
});

test('list prints as far back as --limit or --since says, oldest first', async () => {
  await withDesk(async (carol) => {
    const name = newName('carol');
    await registerAt(carol, name);
    for (const text of ['one', 'two', 'three']) await carol.run(['send', BOB, text]);
    const texts = async (...args: string[]) =>
      parsed((await bob.run(['list', name, '--json', ...args])).stdout).map(({ Message }) => Message);
    expect(await texts()).toEqual(['one', 'two', 'three']);
    expect(await texts('--limit', '2')).toEqual(['two', 'three']);
    expect(await texts('--limit', '0')).toEqual([]);
    const [, second] = parsed((await bob.run(['list', name, '--json'])).stdout);
    expect(await texts('--since', second.Timestamp)).toEqual(['two', 'three']);
    const inbox = parsed((await bob.run(['inbox', '--unread', '--json'])).stdout);
    expect(inbox).toContainEqual(expect.objectContaining({ User: name, Unread: 3 }));
    expect((await bob.run(['inbox'])).stdout).toMatch(/^ {2}3 {2}carol\d+ .*three$/m);
  });
});

test('tail prints past messages, new ones and changes', async () => {
  await withDesk(async (dave) => {
    const name = newName('dave');
    await registerAt(dave, name);
    await dave.run(['send', BOB, 'before']);
    const tail = bob.start(['tail', name, '--json']);
    await tail.until('stdout', '"before"');
    const { stdout: id } = await dave.run(['send', BOB, 'during']);
    await tail.until('stdout', '"during"');
    await dave.run(['edit', id, 'changed']);
    await tail.until('stdout', '"changed"');
    tail.interrupt();
    const { code, stdout, stderr } = await tail.ended;
    expect([code, stderr]).toEqual([130, '']);
    expect(parsed(stdout).map(({ Message }) => Message)).toEqual(['before', 'during', 'changed']);
  });
});

test('tail ends silently when its reader closes the pipe', async () => {
  const piped = `("$0" "$1" tail ${ALICE} -n 1; echo "exit $?" >&2) | head -n 1`;
  const child = execa('sh', ['-c', piped, process.execPath, CORECHAT], { env: bob.env, reject: false });
  let ended = false;
  child.finally(() => {
    ended = true;
  });
  await once(child.stdout, 'data');
  // It notices the closed pipe at its next line.
  while (!ended) await alice.run(['send', BOB, 'are you still reading?']);
  const { stdout, stderr } = await child;
  expect([lines(stdout).length, stderr]).toEqual([1, 'exit 0']);
});

test('prints colours only where they are wanted', async () => {
  const coloured = await bob.run(['list', ALICE, '--limit', '1'], { env: { FORCE_COLOR: '1' } });
  expect(coloured.stdout).toContain('\x1b[1m');
  const plain = await bob.run(['list', ALICE, '--limit', '1', '--no-color'], { env: { FORCE_COLOR: '1' } });
  expect(plain.stdout).not.toContain('\x1b');
  expect((await bob.run(['list', ALICE, '--limit', '1'])).stdout).not.toContain('\x1b');
});

test('many commands at once share one session, and none is logged out', async () => {
  const results = await Promise.all(Array.from({ length: 6 }, () => alice.run(['whoami'])));
  expect(results).toEqual(results.map(() => ok(ALICE)));
});

test('a forgotten password is replaced with a recovery code', () =>
  withDesk(async (desk) => {
    const name = newName('forgetful');
    await registerAt(desk, name);
    const made = await desk.run(['recovery-codes', '--password-stdin'], { input: 'correct horse' });
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('they are not shown again')]);
    const codes = lines(made.stdout);
    expect(codes).toHaveLength(10);
    await desk.run(['logout']);
    expect(await desk.run(['recover', name], { input: '' })).toMatchObject({ code: 2 });
    const input = `${codes[0]}\na sentence of mine\n`;
    expect(await desk.run(['recover', name, '--stdin'], { input })).toMatchObject({
      code: 0,
      stdout: `Your password is changed, and all devices are logged out. Logged in as ${name}.`,
    });
    expect(await desk.run(['whoami'])).toEqual(ok(name));
    const other = await desk.run(['recover', name, '--stdin'], {
      input: `${codes[0]}\nanother one\n`,
    });
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The username or the code is not right'),
    });
  }));
