/** GET /me/activity: pages, whose it is, and what does not fail with it. */
import { afterEach, expect, test } from 'vitest';
import { recordActivity } from '#lib/activity/record.ts';
import { setClock } from '#lib/platform/clock.ts';
import { handler } from '../../../functions/me/activity.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const list = ({ token }: Person, query: Record<string, string> = {}, sourceIp = '192.0.2.1') =>
  call(handler, { path: '/me/activity', token, query, sourceIp });

const actor = { session: 'some-session', device: 'Firefox on Linux', address: '192.0.2.1' };

afterEach(() => setClock());

test('lists by page, newest first, and only what is one’s own', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const start = Date.parse('2026-11-29T12:00:00Z');
  for (let minute = 0; minute < 5; minute++) {
    setClock(() => start + minute * 60_000);
    await recordActivity(alice.username.toUpperCase(), 'login', { ...actor, session: `number-${minute}` });
  }
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { status, body, headers } = await list(alice, { limit: '2', ...(after ? { after } : {}) });
    expect(status).toBe(200);
    seen.push(...body.map(({ SessionId }: { SessionId: string }) => SessionId));
    const [, next] = /<([^>]+)>; rel="next"/.exec(headers.link ?? '') ?? [];
    after = next ? new URL(next, 'http://x').searchParams.get('after') : null;
  } while (after);
  expect(seen).toEqual(['number-4', 'number-3', 'number-2', 'number-1', 'number-0']);
  expect((await list(bob)).body).toEqual([]);
  expect((await list(bob, { after: 'made-up' })).body.code).toBe('invalid_cursor');
});

test('says whether it was this session, and this network, without an address', async () => {
  const carol = await createPerson('carol');
  await recordActivity(carol.username, 'email', { ...actor, session: carol.session });
  await recordActivity(carol.username, 'suspension', null);
  const of = async (sourceIp: string) => {
    const { body } = await list(carol, {}, sourceIp);
    return body
      .toSorted((a: { Kind: string }, b: { Kind: string }) => a.Kind.localeCompare(b.Kind))
      .map(({ Current, SameNetwork, Device }: Record<string, unknown>) => [Current, SameNetwork, Device]);
  };
  expect(await of('192.0.2.1')).toEqual([
    [true, true, 'Firefox on Linux'],
    [false, null, null],
  ]);
  expect(await of('192.0.2.2')).toEqual([
    [true, false, 'Firefox on Linux'],
    [false, null, null],
  ]);
});
