/** The command line, in this process: what it refuses before it sends a request. */
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Streams } from '../../../../clients/cli/src/context.ts';
import { EXIT } from '../../../../clients/cli/src/exit-codes.ts';
import { buildProgram } from '../../../../clients/cli/src/program.ts';

/** @returns what was printed, and the error's code; there is no server */
async function run(...args: string[]) {
  let output = '';
  const sink = new Writable({
    write: (chunk, _, done) => {
      output += chunk;
      done();
    },
  });
  const env = { CORECHAT_API: 'http://127.0.0.1:9', CORECHAT_CONFIG_DIR: '/nowhere/corechat' };
  const streams = { stdin: process.stdin, stdout: sink, stderr: sink, env } as unknown as Streams;
  const program = buildProgram(streams, async () => {});
  const code = await program.parseAsync(args, { from: 'user' }).then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
  return { code, output };
}

test.each([
  [['logout', '--session', ''], '--session'],
  [['send', 'bob', 'hi', '--client-id', ''], '--client-id'],
  [['outbox', '--discard', ' '], '--discard'],
])('refuses an empty option: %j', async (args, option) => {
  expect(await run(...args)).toEqual({
    code: 'commander.invalidArgument',
    output: expect.stringMatching(new RegExp(`^corechat: option '${option} <id>' .* It must not be empty`)),
  });
});

test.each([
  ['send', '', 'hi'],
  ['list', ' '],
  ['tail', '@'],
  ['block', ''],
  ['login', ''],
  ['delete', ''],
  ['edit', '', 'hi'],
])('refuses an empty name or id: %s %j', async (...args) => {
  expect(await run(...args)).toEqual({
    code: 'commander.invalidArgument',
    output: expect.stringMatching(/^corechat: command-argument value '.*' .* It must not be empty/),
  });
});

test.each([
  ['--since', '--limit'],
  ['--since', '--all'],
  ['--all', '--limit'],
])('list %s refuses %s', async (one, other) => {
  const values: Record<string, string[]> = { '--since': ['2026-11-22'], '--limit': ['5'], '--all': [] };
  const args = [one, ...(values[one] ?? []), other, ...(values[other] ?? [])];
  const { code, output } = await run('list', 'bob', ...args);
  expect(code).toBe('commander.conflictingOption');
  expect(output).toMatch(new RegExp(`^corechat: option '${one}.*' cannot be used with option '${other}`));
});

test.each([
  [['sned', 'bob', 'hi'], "unknown command 'sned'", 'send'],
  [['help', 'lsit'], "unknown command 'lsit'", 'list'],
  [['users', '--jsn'], "unknown option '--jsn'", '--json'],
  [['--inseure', 'users'], "unknown option '--inseure'", '--insecure'],
])('suggests what is similar: %j', async (args, fault, suggestion) => {
  const { code, output } = await run(...args);
  expect(code).toMatch(/^commander\.unknown/);
  expect(output).toContain(`corechat: ${fault}\n(Did you mean ${suggestion}?)\n`);
});

test('help shows the commands, or one of them', async () => {
  const [all, long] = [await run('help'), await run('--help')];
  expect(all).toEqual({ ...long, code: 'commander.help' });
  expect(all.output).toContain('help [command...] ');
  const [one, same] = [await run('help', 'send'), await run('send', '--help')];
  expect(one).toEqual({ ...same, code: 'commander.help' });
  expect(one.output).toMatch(/^Usage: corechat send /);
});

test('--help lists each exit code', async () => {
  const { output } = await run('--help');
  const listed = output.split('Exit codes:')[1]?.matchAll(/^ +(\d+) {2}/gm) ?? [];
  expect(Array.from(listed, ([, code]) => Number(code))).toEqual(Object.values(EXIT));
});

test('--help names each variable of the environment', async () => {
  const { output } = await run('--help');
  for (const name of ['API', 'INSECURE', 'CONFIG_DIR', 'DEBUG']) expect(output).toContain(`CORECHAT_${name}`);
});

test('shows the help of a command of a group', async () => {
  expect((await run('help', 'group', 'create')).output).toMatch(/^Usage: corechat group create /);
  expect(await run('help', 'group', 'craete')).toEqual({
    code: 'commander.unknownCommand',
    output: expect.stringMatching(/unknown command 'craete'\n\(Did you mean create\?\)/),
  });
});
