/** `corechat` in scripts: child processes against the whole product. */
import { once } from 'node:events';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CORECHAT, type Desk, makeDesk, registerAt } from '../support/corechat-command.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/product.ts';

let dataDir: string;
let product: Product;
let alice: Desk;
let bob: Desk;
beforeAll(async () => {
  dataDir = await makeDataDir();
  product = await startProduct(dataDir);
  [alice, bob] = await Promise.all([makeDesk(product.url), makeDesk(product.url)]);
  await Promise.all([registerAt(alice, 'alice'), registerAt(bob, 'bob')]);
});
afterAll(async () => {
  await Promise.all([alice.remove(), bob.remove()]);
  await product.interrupt();
  await removeDataDir(dataDir);
});

const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' });
const lines = (text: string) => text.split('\n').filter(Boolean);
const parsed = (text: string) => lines(text).map((line) => JSON.parse(line));

/** A machine of its own, for a test that leaves something behind. */
async function withDesk(run: (desk: Desk) => Promise<void>, api = product.url): Promise<void> {
  const desk = await makeDesk(api);
  try {
    await run(desk);
  } finally {
    await desk.remove();
  }
}

test('whoami, users, sessions', async () => {
  expect(await alice.run(['whoami'])).toEqual(ok('alice'));
  expect(parsed((await alice.run(['whoami', '--json'])).stdout)).toMatchObject([
    { username: 'alice', api: product.url },
  ]);
  const users = await alice.run(['users']);
  expect(lines(users.stdout)).toEqual(expect.arrayContaining(['alice', 'bob']));
  expect(parsed((await alice.run(['users', '--prefix', 'bo', '--json'])).stdout)).toEqual([
    { username: 'bob' },
  ]);
  expect((await alice.run(['sessions'])).stdout).toMatch(/corechat.*\(this one\)/);
});

test('a message is sent, listed on both sides, edited and deleted', async () => {
  const sent = await alice.run(['send', 'bob', 'Lunch', 'at', 'noon?']);
  expect(sent).toMatchObject({ code: 0, stderr: '' });
  const id = sent.stdout;
  expect(parsed((await bob.run(['list', 'alice', '--json'])).stdout).at(-1)).toMatchObject({
    Id: id,
    From: 'alice',
    Message: 'Lunch at noon?',
  });
  expect(await alice.run(['edit', id, 'Lunch at one?'])).toEqual(ok('Edited.'));
  expect(lines((await bob.run(['list', 'alice'])).stdout).at(-1)).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d {2}alice: Lunch at one\? \(edited\)$/,
  );
  expect(await bob.run(['delete', id])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Only its sender'),
  });
  expect(await alice.run(['delete', id])).toEqual(ok('Deleted.'));
  expect(lines((await bob.run(['list', 'alice'])).stdout).at(-1)).toMatch(/alice: \(deleted\)$/);
  expect(await alice.run(['edit', id, 'again'])).toMatchObject({ code: 4 });
});

test('the text comes from standard input, line breaks and emoji included', async () => {
  const text = 'first line\n\tsecond 👩‍👩‍👧‍👦 שלום\n';
  const { code, stdout } = await alice.run(['send', 'bob', '-', '--json'], { input: text });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).Message).toBe(text.slice(0, -1));
  expect((await bob.run(['list', 'alice', '--limit', '1'])).stdout).toContain(
    'alice: first line\n        second 👩‍👩‍👧‍👦 שלום',
  );
});

test('8,000 characters go through; 8,001 are refused with a sentence', async () => {
  const longest = '😀'.repeat(7_000) + 'x'.repeat(1_000);
  const sent = await alice.run(['send', 'bob', '-', '--json'], { input: longest });
  expect(JSON.parse(sent.stdout).Message).toBe(longest);
  const refused = await alice.run(['send', 'bob', '-'], { input: `${longest}x` });
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('at most 8,000 characters'),
  });
  expect(await alice.run(['outbox'])).toEqual(ok(''));
});

test('a hostile message reaches the terminal as harmless text, and --json exactly', async () => {
  const hostile = 'a\x1b[2J\x1b]0;pwned\x07\u009b31m\u202eb\rc';
  const { stdout: id } = await alice.run(['send', 'bob', '-'], { input: hostile });
  const shown = await bob.run(['list', 'alice', '--limit', '1']);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(shown.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(shown.stdout).toContain('a␛[2J␛]0;pwned␇<9B>31mb\n    c');
  const exact = await bob.run(['list', 'alice', '--limit', '1', '--json']);
  expect(JSON.parse(exact.stdout)).toMatchObject({ Id: id, Message: hostile });
  expect(exact.stdout).not.toContain('\u009b');
});

test('--client-id makes repeating safe', async () => {
  const args = ['send', 'bob', 'only once', '--client-id', 'job-17'];
  const [first, second] = [await alice.run(args), await alice.run(args)];
  expect(second).toEqual(first);
  const other = await alice.run(['send', 'bob', 'something else', '--client-id', 'job-17']);
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('another text') });
  const all = parsed((await bob.run(['list', 'alice', '--all', '--json'])).stdout);
  expect(all.filter(({ Message }) => Message === 'only once')).toHaveLength(1);
});

test('list goes back as far as it is told, oldest first', async () => {
  await withDesk(async (carol) => {
    await registerAt(carol, 'carol');
    for (const text of ['one', 'two', 'three']) await carol.run(['send', 'bob', text]);
    const texts = async (...args: string[]) =>
      parsed((await bob.run(['list', 'carol', '--json', ...args])).stdout).map(({ Message }) => Message);
    expect(await texts()).toEqual(['one', 'two', 'three']);
    expect(await texts('--limit', '2')).toEqual(['two', 'three']);
    expect(await texts('--limit', '0')).toEqual([]);
    const [, second] = parsed((await bob.run(['list', 'carol', '--json'])).stdout);
    expect(await texts('--since', second.Timestamp)).toEqual(['two', 'three']);
    const inbox = parsed((await bob.run(['inbox', '--unread', '--json'])).stdout);
    expect(inbox).toContainEqual(expect.objectContaining({ User: 'carol', Unread: 3 }));
    expect((await bob.run(['inbox'])).stdout).toMatch(/^ {2}3 {2}carol .*three$/m);
  });
});

test('tail prints what was, what arrives and what changes', async () => {
  await withDesk(async (dave) => {
    await registerAt(dave, 'dave');
    await dave.run(['send', 'bob', 'before']);
    const tail = bob.start(['tail', 'dave', '--json']);
    await tail.until('stdout', '"before"');
    const { stdout: id } = await dave.run(['send', 'bob', 'during']);
    await tail.until('stdout', '"during"');
    await dave.run(['edit', id, 'changed']);
    await tail.until('stdout', '"changed"');
    tail.interrupt();
    const { code, stdout, stderr } = await tail.ended;
    expect([code, stderr]).toEqual([130, '']);
    expect(parsed(stdout).map(({ Message }) => Message)).toEqual(['before', 'during', 'changed']);
  });
});

test('tail ends without a word when whoever reads it has enough', async () => {
  const piped = '("$0" "$1" tail alice -n 1; echo "exit $?" >&2) | head -n 1';
  const child = execa('sh', ['-c', piped, process.execPath, CORECHAT], { env: bob.env, reject: false });
  let ended = false;
  child.finally(() => {
    ended = true;
  });
  await once(child.stdout, 'data');
  // It learns that nobody reads any more when it next has something to say.
  while (!ended) await alice.run(['send', 'bob', 'are you still reading?']);
  const { stdout, stderr } = await child;
  expect([lines(stdout).length, stderr]).toEqual([1, 'exit 0']);
});

test('wrong password and unknown name are told apart, and the password is never echoed', async () => {
  await withDesk(async (desk) => {
    const wrong = await desk.run(['login', 'alice', '--password-stdin'], { input: 'not my password' });
    expect(wrong).toEqual({ code: 1, stdout: '', stderr: 'corechat: The password is not right.' });
    const nobody = await desk.run(['login', 'nobody-here', '--password-stdin'], { input: 'not my password' });
    expect(nobody).toEqual({ code: 1, stdout: '', stderr: 'corechat: There is no account of that name.' });
    const empty = await desk.run(['login', 'alice', '--password-stdin'], { input: '' });
    expect(empty).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no password on standard input'),
    });
  });
});

test('registering a name that is taken, or with wrong fields, says so', async () => {
  const register = (desk: Desk, username: string, password: string) =>
    desk.run(
      [
        'register',
        '--username',
        username,
        '--first-name',
        'A',
        '--last-name',
        'L',
        '--email',
        'a@example.org',
        '--password-stdin',
      ],
      { input: password },
    );
  await withDesk(async (desk) => {
    const taken = await register(desk, 'ALICE', 'correct horse');
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('already taken') });
    const short = await register(desk, 'al', 'short');
    expect(short.code).toBe(1);
    expect(short.stderr).toMatch(/Username must be 3–32 characters.*Password must be 8–128 characters/);
  });
});

test('logging out forgets the session here and there', async () => {
  await withDesk(async (desk) => {
    await desk.run(['login', 'alice', '--password-stdin'], { input: 'correct horse' });
    const count = async () => lines((await alice.run(['sessions'])).stdout).length;
    const before = await count();
    expect(await desk.run(['logout'])).toEqual(ok('Logged out.'));
    expect(await count()).toBe(before - 1);
    expect(await desk.run(['whoami'])).toMatchObject({ code: 3, stdout: '' });
    expect(await desk.run(['logout'])).toEqual(ok('You were not logged in.'));
  });
});

test('a session that was ended elsewhere is reported, and logging in again helps', async () => {
  await withDesk(async (desk) => {
    await desk.run(['login', 'bob', '--password-stdin'], { input: 'correct horse' });
    const { session } = JSON.parse((await desk.run(['whoami', '--json'])).stdout);
    expect(await bob.run(['logout', '--session', session])).toMatchObject({ code: 0 });
    const ended = await desk.run(['whoami']);
    expect(ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('Log in again') });
    await desk.run(['login', 'bob', '--password-stdin'], { input: 'correct horse' });
    expect(await desk.run(['whoami'])).toEqual(ok('bob'));
  });
});

test('the session is for nobody else to read, also where a loose umask rules', async () => {
  const [file = ''] = await readdir(alice.configDir);
  const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  expect([await mode(alice.configDir), await mode(join(alice.configDir, file))]).toEqual(['700', '600']);
});

test('a damaged session file is moved aside with a word, and logging in works', async () => {
  await withDesk(async (desk) => {
    await desk.run(['login', 'alice', '--password-stdin'], { input: 'correct horse' });
    const [file = ''] = await readdir(desk.configDir);
    await writeFile(join(desk.configDir, file), '{"username":"ali');
    const { code, stderr } = await desk.run(['whoami']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/damaged file was moved to .*\.damaged[\s\S]*not logged in/);
    expect(await desk.run(['login', 'alice', '--password-stdin'], { input: 'correct horse' })).toMatchObject({
      code: 0,
    });
    expect(await desk.run(['whoami'])).toEqual(ok('alice'));
  });
});

test('a config directory that cannot be written is named', async () => {
  await withDesk(async (desk) => {
    const place = join(desk.configDir, 'file');
    await writeFile(place, '');
    const env = { CORECHAT_CONFIG_DIR: join(place, 'corechat') };
    const { stderr } = await desk.run(['login', 'alice', '--password-stdin'], {
      input: 'correct horse',
      env,
    });
    expect(stderr).toContain(place);
  });
});

test.each([
  [['frobnicate'], 2, 'there is no command "frobnicate"'],
  [['list'], 2, "missing required argument 'user'"],
  [['list', 'bob', '--limit', 'many'], 2, 'It must be a whole number'],
  [['list', 'bob', '--since', 'yesterday-ish'], 2, 'is not a time'],
  [['users', '--jason'], 2, "unknown option '--jason'"],
  [['login', 'alice'], 2, 'no terminal to ask for the password'],
  [[], 2, 'The menus need a terminal'],
  [['list', 'nobody-here'], 4, 'There is no user of that name'],
  [['send', 'nobody-here', 'hi'], 4, 'There is no user of that name'],
  [['send', 'bob', ''], 2, 'The message is empty'],
  [['delete', 'no-such-id'], 4, 'This message does not exist'],
  [['--api', 'http://chat.example.org', 'users'], 2, 'is not encrypted'],
  [['--api', 'gopher://x', 'users'], 2, 'is not the address of a server'],
])('%j gets a sentence and exit code %i', async (args, code, sentence) => {
  const result = await alice.run(args);
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(sentence) });
  expect(result.stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
});

test('text that is not UTF-8 is refused', async () => {
  const result = await alice.run(['send', 'bob', '-'], { input: new Uint8Array([0x68, 0xff, 0xfe]) });
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('not UTF-8') });
});

test('colours only where they are wanted', async () => {
  const coloured = await bob.run(['list', 'alice', '--limit', '1'], { env: { FORCE_COLOR: '1' } });
  expect(coloured.stdout).toContain('\x1b[1m');
  const plain = await bob.run(['list', 'alice', '--limit', '1', '--no-color'], { env: { FORCE_COLOR: '1' } });
  expect(plain.stdout).not.toContain('\x1b');
  expect((await bob.run(['list', 'alice', '--limit', '1'])).stdout).not.toContain('\x1b');
});

test('many commands at once share one session, and none is logged out', async () => {
  const results = await Promise.all(Array.from({ length: 6 }, () => alice.run(['whoami'])));
  expect(results).toEqual(results.map(() => ok('alice')));
});
