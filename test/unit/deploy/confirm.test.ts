/** The question before a loss, at a real terminal. */
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const CONFIRM = join(import.meta.dirname, '../../../deploy/confirm.ts');
const USER_ERROR = join(import.meta.dirname, '../../../local/user-error.ts');

/** A command that asks, and then does something. */
const SCRIPT = `
import { confirm } from ${JSON.stringify(CONFIRM)};
import { runCommand } from ${JSON.stringify(USER_ERROR)};
await runCommand(async () => {
  await confirm('Alarms are no longer mailed. Type prod to go on: ', 'prod', 'add --yes');
  console.log('It goes on');
});
`;
const ARGS = ['--input-type=module', '--eval', SCRIPT];

/** @param answer is typed when the question is there @returns what the terminal showed, and the exit code */
async function answering(answer: string) {
  const pty = spawn(process.execPath, ARGS, { cols: 200 });
  let output = '';
  let isAsked = false;
  pty.onData((data) => {
    output += data;
    if (isAsked || !output.includes('to go on: ')) return;
    isAsked = true;
    pty.write(answer);
  });
  const code = await new Promise((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  return { code, output };
}

test.each([
  ['the stage', 'prod\r'],
  ['the stage, with a space behind it', 'prod \r'],
])('%s goes on', async (_, answer) => {
  expect(await answering(answer)).toEqual({ code: 0, output: expect.stringContaining('It goes on') });
});

test.each([
  ['another word', 'yes\r'],
  ['nothing', '\r'],
  ['Ctrl-C', '\x03'],
  ['the end of the input', '\x04'],
])('%s changes nothing', async (_, answer) => {
  const { code, output } = await answering(answer);
  expect([code, output]).toEqual([1, expect.stringContaining('Nothing was changed')]);
  expect(output).not.toContain('It goes on');
});

test('without a terminal it says what to add', async () => {
  const { exitCode, stderr } = await execa(process.execPath, ARGS, { stdin: 'ignore', reject: false });
  expect([exitCode, stderr]).toEqual([1, 'add --yes']);
});
