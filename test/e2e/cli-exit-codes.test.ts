/** Each exit code that `corechat --help` lists. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { EXIT } from '../../clients/cli/src/exit-codes.ts';
import { type Desk, makeDesk, registerAt } from '../support/clients/corechat-command.ts';
import { FaultProxy } from '../support/faults/fault-proxy.ts';
import { newName } from '../support/people/names.ts';

/** What is closed answers no more, as a server that is down. */
const server = new FaultProxy(inject('productUrl'));
const name = newName('alice');
let alice: Desk;
let stranger: Desk;
beforeAll(async () => {
  const url = await server.listen();
  [alice, stranger] = [await makeDesk(url), await makeDesk(url)];
  await registerAt(alice, name);
});
afterAll(async () => {
  await Promise.all([alice.remove(), stranger.remove()]);
  await server.close();
});

const seen = new Set<number | undefined>();
async function codeOf(desk: Desk, args: string[], input?: string): Promise<number | undefined> {
  const { code } = await desk.run(args, input === undefined ? {} : { input });
  seen.add(code);
  return code;
}

test.each([
  [EXIT.ok, ['users']],
  [EXIT.ok, ['help', 'send']],
  [EXIT.usage, ['sned', 'bob', 'hi']],
  [EXIT.usage, ['help', 'sned']],
  [EXIT.usage, ['users', '--jsn']],
  [EXIT.usage, ['logout', '--all', '--session', 'x']],
  [EXIT.notFound, ['list', 'nobody-here']],
  [EXIT.notFound, ['tail', 'nobody-here']],
  [EXIT.notFound, ['send', 'nobody-here', 'hi']],
  [EXIT.notFound, ['block', 'nobody-here']],
  [EXIT.notFound, ['edit', 'no-such-id', 'hi']],
  [EXIT.notFound, ['delete', 'no-such-id']],
  [EXIT.notFound, ['logout', '--session', 'no-such-id']],
  [EXIT.notFound, ['outbox', '--discard', 'no-such-id']],
])('%i: %j', async (code, args) => {
  expect(await codeOf(alice, args)).toBe(code);
});

test.each([
  [EXIT.failure, 'alice', name],
  [EXIT.notFound, 'nobody', 'nobody-here'],
])('%i: logging in as %s with a wrong password', async (code, _, who) => {
  expect(await codeOf(stranger, ['login', who, '--password-stdin'], 'wrong horse')).toBe(code);
});

test.each([[['whoami']], [['send', 'alice', 'hi']], [['logout', '--all']]])(
  `${EXIT.notLoggedIn}: %j without a login`,
  async (args) => {
    expect(await codeOf(stranger, args)).toBe(EXIT.notLoggedIn);
  },
);

test.each([
  [EXIT.interrupted, 'SIGINT'],
  [143, 'SIGTERM'],
  [129, 'SIGHUP'],
] as const)('%i: tail ends with %s', async (code, signal) => {
  await alice.run(['send', name, 'a note']);
  const tail = alice.start(['tail', name]);
  await tail.until('stdout', 'a note');
  tail.interrupt(signal);
  const ended = await tail.ended;
  seen.add(ended.code);
  expect(ended.code).toBe(code);
});

test(`${EXIT.notSentYet}: a message, and a log-out that leaves it behind, while the server is down`, async () => {
  await server.close();
  expect(await codeOf(alice, ['send', name, 'later'])).toBe(EXIT.notSentYet);
  expect(await codeOf(alice, ['logout'])).toBe(EXIT.notSentYet);
  expect(await codeOf(alice, ['logout', '--force'])).toBe(EXIT.ok);
});

test('the tests above have seen every listed code', () => {
  expect(Object.values(EXIT).filter((code) => !seen.has(code))).toEqual([]);
});
