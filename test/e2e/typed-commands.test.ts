/** `serverless offline` and `serverless invoke local` as a person types them, with the Node.js of the system. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn as spawnAtTerminal } from '@lydell/node-pty';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { shellEnvironment } from '../support/clients/shell.ts';
import { makeDataDir, removeDataDir } from '../support/server/product.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Runs to its end. */
async function type(command: string, env: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = await execa(command, {
    shell: true,
    cwd: ROOT,
    extendEnv: false,
    env: { ...shellEnvironment(), ...env },
    stdin: 'ignore',
    reject: false,
  });
  return { exitCode, stdout, lines: stderr.split('\n').filter(Boolean) };
}

async function answerOf(command: string) {
  const { exitCode, stdout, lines } = await type(command);
  expect([exitCode, lines.filter((line) => !line.startsWith('{'))]).toEqual([0, expect.any(Array)]);
  return JSON.parse(stdout);
}

test('offline names a port in use, with the way out', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { exitCode, lines } = await type(`npx serverless offline --httpPort ${port}`);
  server.close();
  const message = `Port ${port} is already in use. Choose another: npx serverless offline --httpPort ${port + 1}`;
  expect([exitCode, lines]).toEqual([1, [message]]);
});

test.concurrent.each([
  ['offline --stage dev', '--stage dev is a deployment'],
  ['offline start --prefix v1', '--prefix does not work here'],
  ['invoke local -f system-health --stage prod', '--stage prod is a deployment'],
  ['invoke local -f messages-sned', 'There is no function "messages-sned". There are: auth-register, '],
  ['invoke local -f messages-send -p events/nothing.json', 'There is no event events/nothing.json'],
  [`invoke local -f messages-send --data 'hello'`, 'The event is not JSON: '],
])('%s gets one line', async (command, message) => {
  const { exitCode, stdout, lines } = await type(`npx serverless ${command}`);
  expect([exitCode, stdout, lines]).toEqual([1, '', [expect.stringContaining(message)]]);
});

test('invoke local refuses an event that is not UTF-8', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'corechat-event-'));
  const event = join(folder, 'event.json');
  await writeFile(event, Buffer.from('{ "body": "café" }', 'latin1'));
  const { exitCode, stdout, lines } = await type(
    `npx serverless invoke local -f messages-send --path ${event}`,
  );
  expect([exitCode, stdout, lines]).toEqual([2, '', [`The event ${event} is not UTF-8 text`]]);
  await rm(folder, { recursive: true });
});

test.each(['offline --httpPort 0', `invoke local -f users-list --data '{}'`])(
  '%s names a database that does not answer, without its credentials',
  async (command) => {
    const dataDir = await makeDataDir();
    const env = { MONGODB_URI: 'mongodb://user:secret@127.0.0.1:1/' };
    const data = command.startsWith('offline') ? ` --dataDir ${dataDir}` : '';
    const { exitCode, lines } = await type(`npx serverless ${command}${data}`, env);
    expect([exitCode, lines.at(-1)]).toEqual([
      1,
      expect.stringMatching(/^mongodb:\/\/127.0.0.1:1 does not work/),
    ]);
    await removeDataDir(dataDir);
  },
);

test('invoke local answers an event whose placeholders it fills', async () => {
  const answer = await answerOf('npx serverless invoke local -f messages-send -p events/messages/send.json');
  expect(answer).toMatchObject({ statusCode: 201, body: 'Message has been sent.' });
});

test('invoke local answers a socket event from standard input, by a serverless that npx did not start', async () => {
  const command = 'node_modules/.bin/serverless invoke local --function realtime-connect';
  expect(await answerOf(`${command} < events/realtime/connect.json`)).toEqual({ statusCode: 200 });
});

test('invoke local completes what --data says with the sample event', async () => {
  const data = JSON.stringify({ body: { username: 'nobody', password: 'correct horse' } });
  const answer = await answerOf(`npx serverless invoke local -f auth-login --data '${data}'`);
  expect(answer).toMatchObject({ statusCode: 404, body: 'Invalid user.' });
});

test('invoke local at a terminal takes the sample event', async () => {
  const pty = spawnAtTerminal('npx', ['serverless', 'invoke', 'local', '-f', 'system-health'], {
    cwd: ROOT,
    env: shellEnvironment(),
    cols: 200,
  });
  let output = '';
  pty.onData((data) => {
    output += data;
  });
  const code = await new Promise((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  expect(code).toBe(0);
  expect(output).toContain('No event given: events/system/health.json');
  expect(output).toMatch(/"statusCode": 200,[\s\S]*"mongodb": \{\s*"status": "up"/);
});
