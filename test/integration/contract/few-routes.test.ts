/** What only some routes answer and their own tests have no reason to ask for. */
import { beforeAll, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { handler as listConversations } from '../../../functions/conversations/list.ts';
import { handler as deleteAccount } from '../../../functions/me/delete.ts';
import { ensureWebApp } from '../../../local/web-app.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson } from '../../support/people/people.ts';

vi.hoisted(() => {
  process.env.RATE_LIMITS = 'login_device=1/1d,login=1/1d,passwords=off';
});

let web: LambdaHandler;
beforeAll(async () => {
  await ensureWebApp();
  ({ handler: web } = await import('../../../functions/system/web.ts'));
});

test('a cursor of another list is refused by the inbox', async () => {
  const { token } = await createPerson('alice');
  const { status, body } = await call(listConversations, {
    path: '/conversations',
    query: { before: 'WyJ1c2VycyIsImJvYiJd' },
    token,
  });
  expect([status, body.code]).toEqual([400, 'invalid_cursor']);
});

test('guessing the password that deletes an account is slowed down', async () => {
  const { token } = await createPerson('bob');
  const guess = () =>
    call(deleteAccount, { method: 'DELETE', path: '/me', token, body: { password: 'wrong password' } });
  const statuses = [await guess(), await guess(), await guess(), await guess()].map(({ status }) => status);
  expect(statuses.slice(0, 2)).toEqual([403, 403]);
  expect(statuses).toContain(429);
});

test('a file of the web app that the browser has is not sent again', async () => {
  const { body: page } = await call(web, { path: '/' });
  const [, path = ''] = /<script[^>]* src="([^"]+)"/.exec(page) ?? [];
  const { headers } = await call(web, { path });
  const again = await call(web, { path, headers: { 'if-none-match': headers.etag ?? '' } });
  expect([again.status, again.body]).toEqual([304, undefined]);
});
