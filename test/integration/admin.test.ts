/** `npm run admin` in a separate process, and its effects on users. */
import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sendMessage } from '#lib/messages/messaging.ts';
import { reportMessage } from '#lib/moderation/reporting.ts';
import { handler as logInHandler } from '../../functions/auth/login.ts';
import { handler as recoverHandler } from '../../functions/auth/recover.ts';
import { handler as activityHandler } from '../../functions/me/activity.ts';
import { handler as editHandler } from '../../functions/messages/edit.ts';
import { handler as sendHandler } from '../../functions/messages/send.ts';
import { handler as ticketHandler } from '../../functions/realtime/ticket.ts';
import { handler as refreshHandler } from '../../functions/sessions/refresh.ts';
import { call } from '../support/http/gateway.ts';
import { createPerson, type Person } from '../support/people/people.ts';
import { PASSWORD } from '../support/people/registration.ts';
import { gateway } from '../support/sockets/socket-gateway.ts';
import { openSocket } from '../support/sockets/sockets.ts';

const CLI = join(import.meta.dirname, '../../local/admin/cli.ts');

function admin(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; out: string; err: string }>();
  execFile(process.execPath, [CLI, ...args], (error, out, err) =>
    resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err: err.trim() }),
  );
  return promise;
}
const adminJson = async (...args: string[]) => JSON.parse((await admin(...args, '--json')).out);

let [alice, bob, carol]: Person[] = [];
const people = () => ({ alice: alice as Person, bob: bob as Person, carol: carol as Person });
beforeAll(async () => {
  [alice, bob, carol] = [await createPerson('alice'), await createPerson('bob'), await createPerson('carol')];
});

const send = (from: Person, to: Person) =>
  call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token: from.token,
    body: { User: to.username, Message: 'hello' },
  });
const logIn = ({ username }: Person, password = PASSWORD) =>
  call(logInHandler, { method: 'POST', path: '/Login', body: { username, password } });

test('makes an invitation to register, and records it without its code', async () => {
  const { code, uses, expiresAt } = await adminJson('invite', '--uses', '5', '--expires', '12h');
  expect([code, uses]).toEqual([
    expect.stringMatching(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/),
    5,
  ]);
  const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(11.9);
  expect(hours).toBeLessThanOrEqual(12);
  expect(await adminJson('audit', '--limit', '1')).toMatchObject([
    { by: userInfo().username, action: 'invite', target: null, reason: '5 uses, 12 h' },
  ]);
  for (const [option, value] of [
    ['--uses', '0'],
    ['--expires', '2w'],
    ['--expires', '366d'],
  ] as const) {
    const { code: exit, err } = await admin('invite', option, value);
    expect([exit, err]).toEqual([1, expect.stringContaining(`${option} must be`)]);
  }
});

test('lists reports, and shows one without letting its text act on the terminal', async () => {
  const { alice, bob } = people();
  expect((await admin('reports')).out).toBe('Nothing was reported.');
  const text = 'insult \u001b[31mred\u001b[0m\nReason  none';
  const message = await sendMessage(bob.username, { to: alice.username, text });
  const { Id } = await reportMessage(alice.username, message.id, { reason: 'abuse', detail: 'rude' });
  const { out } = await admin('reports');
  expect(out).toContain(`${Id}  `);
  expect(out).not.toContain('insult');
  expect(await adminJson('reports')).toMatchObject([{ id: Id, reason: 'abuse', from: bob.username }]);
  const shown = (await admin('report', Id)).out;
  expect(shown).toContain('insult red Reason  none');
  expect(shown).not.toContain('\u001b');
  expect(await adminJson('report', Id)).toMatchObject({ text, detail: 'rude' });
});

describe('suspending', () => {
  test('ends everything at once, and restoring undoes it', async () => {
    const { alice, bob, carol } = people();
    await send(bob, alice);
    const socket = await openSocket(bob);
    const sent = await sendMessage(bob.username, { to: alice.username, text: 'before' });
    expect(await admin('suspend', bob.username.toUpperCase(), '--reason', 'insults')).toMatchObject({
      code: 0,
      out: `${bob.username} is suspended.`,
    });

    expect(gateway.isOpen(socket)).toBe(false);
    expect((await logIn(bob)).body).toMatchObject({ code: 'account_suspended', status: 403 });
    expect(await logIn(bob, 'wrong password')).toMatchObject({ status: 404, body: 'Wrong password' });
    const refresh = { method: 'POST', path: '/sessions/refresh', body: { RefreshToken: bob.refreshToken } };
    expect((await call(refreshHandler, refresh)).status).toBe(401);
    const ticket = { method: 'POST', path: '/realtime/tickets', token: bob.token };
    expect((await call(ticketHandler, ticket)).body.code).toBe('session_ended');
    // With the access token that has not expired: in an existing conversation, and to a new peer.
    expect((await send(bob, alice)).body.code).toBe('session_ended');
    expect((await send(bob, carol)).body.code).toBe('session_ended');
    const { id } = sent;
    const edit = { method: 'PATCH', path: '/x', params: { id }, token: bob.token, body: { Message: 'x' } };
    expect((await call(editHandler, edit)).body.code).toBe('session_ended');
    // Others can write to them, also for the first time, which opens no way back.
    expect((await send(alice, bob)).status).toBe(201);
    expect((await send(carol, bob)).status).toBe(201);
    expect((await send(bob, carol)).body.code).toBe('session_ended');

    expect((await admin('restore', bob.username)).out).toBe(`${bob.username} can log in and send again.`);
    const back = await logIn(bob);
    expect(back.status).toBe(200);
    for (const peer of [alice, carol])
      expect((await send({ ...bob, token: back.body.Token }, peer)).status).toBe(201);
  });

  test('refuses the first messages that are sent at the same time or later, and restoring allows them again', async () => {
    const { bob } = people();
    const peers = await Promise.all(Array.from({ length: 24 }, (_, index) => createPerson(`peer${index}`)));
    const statuses = (person: Person) =>
      Promise.all(peers.map(async (peer) => (await send(person, peer)).status));
    const [before] = await Promise.all([statuses(bob), admin('suspend', bob.username, '--reason', 'a race')]);
    expect(before.every((status) => [201, 401].includes(status))).toBe(true);
    expect(new Set(await statuses(bob))).toEqual(new Set([401]));
    await Promise.all([admin('restore', bob.username), ...peers.map((peer) => send(peer, bob))]);
    const { body } = await logIn(bob);
    expect(new Set(await statuses({ ...bob, token: body.Token }))).toEqual(new Set([201]));
  });

  test('can be repeated', async () => {
    const { carol } = people();
    for (const command of ['suspend', 'suspend', 'restore', 'restore'])
      expect((await admin(command, carol.username, '--reason', 'again')).code).toBe(0);
    expect((await logIn(carol)).status).toBe(200);
  });
});

test('a recovery link sets a new password once, and is recorded without its token', async () => {
  const owner = await createPerson('owner');
  const args = ['recover', owner.username.toUpperCase(), '--reason', 'seen her passport'];
  const { out } = await admin(...args, '--url', 'https://chat.example.org/', '--expires', '2h');
  const [link = '', explanation] = out.split('\n');
  expect(link).toMatch(/^https:\/\/chat\.example\.org\/#\/recover\/owner-\w+\/[0-9A-Z-]{23}$/);
  expect(explanation).toMatch(/^Give it to owner-\w+ only\. It sets a new password once, until .* UTC/);
  const [username, code] = link.split('/').slice(-2);
  const body = { username, code, new_password: 'a sentence of mine' };
  const recover = () => call(recoverHandler, { method: 'POST', path: '/recovery', body });
  expect((await recover()).status).toBe(204);
  expect((await logIn(owner, 'a sentence of mine')).status).toBe(200);
  const records = await admin('audit', '--json', '--limit', '1');
  expect(JSON.parse(records.out)).toMatchObject([
    { action: 'recover', target: owner.username, reason: 'seen her passport' },
  ]);
  expect(records.out).not.toContain(code);
});

test('everything has a record: who, when, what, whom, why', async () => {
  const { alice } = people();
  await admin('report', 'f'.repeat(24));
  await admin('suspend', alice.username, '--reason', 'a test of the records');
  await admin('restore', alice.username, '--reason', 'over');
  const [restored, suspended, read] = await adminJson('audit');
  expect(suspended).toEqual({
    at: expect.any(String),
    by: userInfo().username,
    action: 'suspend',
    target: alice.username,
    reason: 'a test of the records',
  });
  expect(restored).toMatchObject({ action: 'restore', target: alice.username, reason: 'over' });
  expect(read).toMatchObject({ action: 'read report', target: 'f'.repeat(24) });
  expect((await admin('audit', '--limit', '1')).out.split('\n')).toHaveLength(2);
});

test('shows what happened to an account, operators’ acts included, and what of it the person sees', async () => {
  const dave = await createPerson('dave');
  const { username } = dave;
  await logIn(dave, 'wrong password');
  await admin('suspend', username, '--reason', 'a secret reason');
  await admin('restore', username);
  const { body } = await logIn(dave);
  const shown = await adminJson('activity', username.toUpperCase());
  expect(shown.slice(0, 3)).toMatchObject([
    { kind: 'login', outcome: 'done', session: body.SessionId },
    { kind: 'restoration', device: null, network: null },
    { kind: 'suspension', device: null, network: null },
  ]);
  expect(shown.at(-1)).toMatchObject({ kind: 'login', outcome: 'refused' });
  expect((await admin('activity', username)).out).toContain('suspension');
  expect((await admin('activity', 'nobody-of-that-name')).out).toContain('Nothing in the last 90 days');
  expect((await adminJson('audit'))[0]).toMatchObject({
    action: 'read activity',
    target: 'nobody-of-that-name',
  });
  const seen = await call(activityHandler, { path: '/me/activity', token: body.Token });
  expect(seen.body.map(({ Kind }: { Kind: string }) => Kind)).toContain('suspension');
  expect(JSON.stringify(seen.body)).not.toContain('a secret reason');
});

test.each([
  [['suspend', 'somebody'], 'suspend needs --reason'],
  [['recover', 'somebody'], 'recover needs --reason'],
  [['recover', 'somebody', '--reason', 'x'], 'recover needs --url'],
  [['recover', 'somebody', '--reason', 'x', '--expires', '8d'], '--expires must be hours or days up to 7d'],
  [['suspend', '--reason', 'x'], 'suspend takes one name or id'],
  [['suspend', 'nobody-of-that-name', '--reason', 'x'], 'There is no user nobody-of-that-name'],
  [['restore', 'nobody-of-that-name'], 'There is no user nobody-of-that-name'],
  [['report', 'no id'], 'There is no report no id'],
  [['reports', '--limit', '0'], '--limit must be a number from 1 to 1000, not "0"'],
  [['ban', 'somebody'], 'There is no command "ban"'],
  [['reports', '--all'], "Unknown option '--all'"],
  [['reports', '--as', 'olga'], "Unknown option '--as'"],
  [['reports', '--data', '/nowhere'], 'No CoreChat runs on /nowhere'],
])('%j fails with a sentence', async (args, sentence) => {
  const { code, err, out } = await admin(...args);
  expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 1, out: '', lines: 1 });
  expect(err).toContain(sentence);
});
