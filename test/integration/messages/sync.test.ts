/** What changed since: `since` of functions/messages/list.ts. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const MINUTE = 60_000;
let alice: Person;
let bob: Person;
let time: number;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  time = Date.now();
  setClock(() => time);
});
afterEach(() => setClock());

const list = ({ token }: Person, query: Record<string, string>) =>
  call(handler, { path: '/messages', token, query });
const since = async (person: Person, peer: Person, token: unknown) =>
  list(person, { User: peer.username, since: String(token) });
const tokenOf = async (person: Person, peer: Person) =>
  (await list(person, { User: peer.username })).headers['x-sync-token'];

async function send(Message: string) {
  const body = { User: bob.username, Message };
  const request = { method: 'POST', path: '/messages', token: alice.token, body };
  return (await call(sendHandler, { ...request, headers: { prefer: 'return=representation' } })).body;
}
const change = (id: string) => ({ path: `/messages/${id}`, params: { id }, token: alice.token });

test('answers sends, edits and tombstones in the order of the changes, each message once', async () => {
  const [first, second] = [await send('first'), await send('second')];
  time += MINUTE;
  const token = await tokenOf(bob, alice);
  time += MINUTE;
  expect((await since(bob, alice, token)).body).toEqual([]);
  const third = await send('third');
  await call(editHandler, { ...change(first.Id), method: 'PATCH', body: { Message: 'first, better' } });
  await call(deleteHandler, { ...change(second.Id), method: 'DELETE' });
  const { body } = await since(bob, alice, token);
  expect(body.map(({ Id, Version, Message }: Record<string, unknown>) => [Id, Version, Message])).toEqual([
    [third.Id, 3, 'third'],
    [first.Id, 4, 'first, better'],
    [second.Id, 5, ''],
  ]);
});

test('repeats changes younger than the overlap, and no older ones', async () => {
  await send('settled');
  time += MINUTE;
  await send('perhaps not alone');
  const token = await tokenOf(bob, alice);
  const again = await since(bob, alice, token);
  expect(again.body).toMatchObject([{ Message: 'perhaps not alone' }]);
  time += MINUTE;
  const last = await since(bob, alice, again.headers['x-sync-token']);
  expect((await since(bob, alice, last.headers['x-sync-token'])).body).toEqual([]);
});

test('many changes come in pages, and the last page’s token leads on', async () => {
  await send('before');
  time += MINUTE;
  const token = String(await tokenOf(bob, alice));
  time += MINUTE;
  for (let index = 0; index < 7; index++) await send(`message ${index}`);
  time += MINUTE;
  const query = { User: alice.username, since: token, limit: '3' };
  const pages = await followLinks(handler, { path: '/messages', token: bob.token, query });
  expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
});

test('the token of a conversation that does not exist yet finds its first message', async () => {
  const token = await tokenOf(bob, alice);
  time += MINUTE;
  await send('the very first');
  expect((await since(bob, alice, token)).body).toMatchObject([{ Message: 'the very first' }]);
});

test('a token is good for its person and conversation only, and for thirty days', async () => {
  await send('hello');
  const carol = await createPerson('carol');
  const token = await tokenOf(alice, bob);
  const invalid = { status: 400, body: { code: 'invalid_sync_token' } };
  expect(await since(bob, alice, token)).toMatchObject(invalid);
  expect(await since(alice, carol, token)).toMatchObject(invalid);
  for (const made of ['x', '', Buffer.from('{"user":{"$gt":""}}').toString('base64url')]) {
    expect(await since(alice, bob, made)).toMatchObject(invalid);
  }
  time += 30 * 24 * 60 * MINUTE + 1;
  const { issueAccessToken } = await import('#lib/sessions/token.ts');
  const renewed = { ...alice, token: (await issueAccessToken(alice)).token };
  expect(await since(renewed, bob, token)).toMatchObject({ status: 410, body: { code: 'resync_required' } });
});

/** Of the model; `npm run model` runs it at its full count. */
const RUNS = process.env.MODEL_RUNS ?? '12';

test.each(['conversations', 'groups'])(
  'every client of %s ends up with the database’s state after lost sockets, late writes and lost pushes (model)',
  async (part) => {
    const script = join(import.meta.dirname, '../../model/sync.ts');
    // A failure prints its seed and the shortest list of commands.
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--runs', RUNS, '--only', part]);
    expect(stdout).toMatch(new RegExp(`^${RUNS} ${part} agree$`, 'm'));
  },
  120_000,
);
