/** `corechat` in scripts with wrong input: a sentence, an exit code, and nothing lost. */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** A separate config directory, for a test that leaves files behind. */
async function withDesk(run: (desk: Desk) => Promise<void>): Promise<void> {
  const desk = await makeDesk(url);
  try {
    await run(desk);
  } finally {
    await desk.remove();
  }
}

test('distinguishes a wrong password from an unknown name, and never echoes the password', async () => {
  await withDesk(async (desk) => {
    const wrong = await desk.run(['login', ALICE, '--password-stdin'], { input: 'not my password' });
    expect(wrong).toEqual({ code: 1, stdout: '', stderr: 'corechat: The password is not right.' });
    const nobody = await desk.run(['login', 'nobody-here', '--password-stdin'], { input: 'not my password' });
    expect(nobody).toEqual({ code: 4, stdout: '', stderr: 'corechat: There is no account of that name.' });
    const empty = await desk.run(['login', ALICE, '--password-stdin'], { input: '' });
    expect(empty).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no password on standard input'),
    });
  });
});

test.each([
  ['', 'It must not be empty.'],
  ['.', 'Name or id "." cannot be part of an address.'],
  ['..', 'Name or id ".." cannot be part of an address.'],
])('a session called %j logs nothing out', async (session, message) => {
  const answer = await alice.run(['logout', '--session', session]);
  expect(answer).toMatchObject({ stdout: '', stderr: expect.stringContaining(message) });
  expect(answer.code).toBeGreaterThan(0);
  expect((await alice.run(['whoami'])).code).toBe(0);
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
    const taken = await register(desk, ALICE.toUpperCase(), 'correct horse');
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('already taken') });
    const short = await register(desk, 'al', 'short');
    expect(short.code).toBe(1);
    expect(short.stderr).toMatch(/Username must be 3–32 characters.*Password must be 8–128 characters/);
  });
});

test('logging out forgets the session here and there', async () => {
  await withDesk(async (desk) => {
    await desk.run(['login', ALICE, '--password-stdin'], { input: 'correct horse' });
    const count = async () => lines((await alice.run(['sessions'])).stdout).length;
    const before = await count();
    expect(await desk.run(['logout'])).toEqual(ok('Logged out.'));
    expect(await count()).toBe(before - 1);
    expect(await desk.run(['whoami'])).toMatchObject({ code: 3, stdout: '' });
    expect(await desk.run(['logout'])).toEqual(ok('You were not logged in.'));
  });
});

test('logging in again ends the earlier session, of any user; a wrong password ends nothing', async () => {
  await withDesk(async (desk) => {
    const logIn = (name: string, input = 'correct horse') =>
      desk.run(['login', name, '--password-stdin'], { input });
    const sessionsOf = async (who: Desk) => lines((await who.run(['sessions'])).stdout).length;
    const [alices, bobs] = [await sessionsOf(alice), await sessionsOf(bob)];
    await logIn(ALICE);
    expect(await logIn(BOB, 'wrong horse')).toMatchObject({ code: 1 });
    expect(await desk.run(['whoami'])).toEqual(ok(ALICE));
    expect(await logIn(BOB)).toEqual(ok(`Logged in as ${BOB}.`));
    expect([await sessionsOf(alice), await sessionsOf(bob)]).toEqual([alices, bobs + 1]);
    expect(await logIn(BOB)).toEqual(ok(`Logged in as ${BOB}.`));
    expect(await sessionsOf(bob)).toBe(bobs + 1);
    expect(await desk.run(['whoami'])).toEqual(ok(BOB));
    await desk.run(['logout']);
  });
});

test('a session that was ended elsewhere is reported, and logging in again helps', async () => {
  await withDesk(async (desk) => {
    await desk.run(['login', BOB, '--password-stdin'], { input: 'correct horse' });
    const { session } = JSON.parse((await desk.run(['whoami', '--json'])).stdout);
    expect(await bob.run(['logout', '--session', session])).toMatchObject({ code: 0 });
    const [newest = ''] = lines((await bob.run(['activity'])).stdout);
    expect(newest).toMatch(
      /Logged out another device: corechat\S* on .*\(this device, same network as now\)$/,
    );
    const ended = await desk.run(['whoami']);
    expect(ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('Log in again') });
    await desk.run(['login', BOB, '--password-stdin'], { input: 'correct horse' });
    expect(await desk.run(['whoami'])).toEqual(ok(BOB));
  });
});

test('only the user can read the session file, also with a loose umask', async () => {
  const [file = ''] = await readdir(alice.configDir);
  const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  expect([await mode(alice.configDir), await mode(join(alice.configDir, file))]).toEqual(['700', '600']);
});

test('moves a damaged session file aside with a notice, and logging in works', async () => {
  await withDesk(async (desk) => {
    await desk.run(['login', ALICE, '--password-stdin'], { input: 'correct horse' });
    const file = (await readdir(desk.configDir)).find((name) => name.includes('session')) ?? '';
    await writeFile(join(desk.configDir, file), '{"username":"ali');
    const { code, stderr } = await desk.run(['whoami']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/damaged file was moved to .*\.damaged[\s\S]*not logged in/);
    expect(await desk.run(['login', ALICE, '--password-stdin'], { input: 'correct horse' })).toMatchObject({
      code: 0,
    });
    expect(await desk.run(['whoami'])).toEqual(ok(ALICE));
  });
});

test('an impossible username stops neither this command nor the next', async () => {
  await withDesk(async (desk) => {
    await desk.run(['login', ALICE, '--password-stdin'], { input: 'correct horse' });
    const { code, stderr } = await desk.run(['send', 'x'.repeat(300), 'hello']);
    // What cannot be a username is the name of a group.
    expect(code).toBe(4);
    expect(stderr).toMatch(/^corechat: You are in no group named "x+"\. See: corechat groups$/);
    expect(await desk.run(['outbox'])).toEqual(ok(''));
  });
});

test('names a config directory that cannot be written', async () => {
  await withDesk(async (desk) => {
    const place = join(desk.configDir, 'file');
    await writeFile(place, '');
    const env = { CORECHAT_CONFIG_DIR: join(place, 'corechat') };
    const { stderr } = await desk.run(['login', ALICE, '--password-stdin'], {
      input: 'correct horse',
      env,
    });
    expect(stderr).toContain(place);
  });
});

test.each([
  [['frobnicate'], 2, "unknown command 'frobnicate'"],
  [['list'], 2, "missing required argument 'user|group'"],
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
])('%j prints a sentence and exits with %i', async (args, code, sentence) => {
  const result = await alice.run(args);
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(sentence) });
  expect(result.stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
});

test('text that is not UTF-8 is refused', async () => {
  const result = await alice.run(['send', BOB, '-'], { input: new Uint8Array([0x68, 0xff, 0xfe]) });
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('not UTF-8') });
});

test('a command line and variables that are not UTF-8 are refused', async () => {
  // Only a shell can pass such bytes on: Node.js encodes what it passes.
  const shell = (command: string) =>
    execa('sh', ['-c', `"$0" "$1" ${command}`, process.execPath, CORECHAT], {
      env: alice.env,
      reject: false,
    });
  const sent = await shell(`send bob "$(printf 'caf\\351')"`);
  expect([sent.exitCode, sent.stderr]).toEqual([
    2,
    'corechat: The command line is not UTF-8 text. To send the character U+FFFD itself, use standard input.',
  ]);
  const folder = await execa(
    'sh',
    ['-c', `CORECHAT_CONFIG_DIR="$(printf '/tmp/caf\\351')" "$0" "$1" whoami`, process.execPath, CORECHAT],
    { env: alice.env, reject: false },
  );
  expect([folder.exitCode, folder.stderr]).toEqual([
    2,
    'corechat: The variable CORECHAT_CONFIG_DIR is not UTF-8 text.',
  ]);
  expect(await alice.run(['send', BOB, '-'], { input: 'really \uFFFD' })).toMatchObject({ code: 0 });
});
