/** Frames from clients: functions/realtime/ping.ts, typing.ts, default.ts. */
import { beforeEach, describe, expect, test } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { FRAME_MAX_BYTES } from '#lib/realtime/socket-endpoint.ts';
import { deleteSession } from '#lib/sessions/store/sessions.ts';
import { handler as anyHandler } from '../../../functions/realtime/default.ts';
import { handler as pingHandler } from '../../../functions/realtime/ping.ts';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket, sendFrame } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let hers: string;
let his: string;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await acquaint(alice, bob);
  [hers, his] = [await openSocket(alice), await openSocket(bob)];
});

const typed = (id: string) => gateway.frames(id).filter(({ type }) => type === 'typing');

test('a ping is answered', async () => {
  expect(await sendFrame(pingHandler, hers, { type: 'ping' })).toEqual({
    type: 'pong',
    data: { Time: expect.stringMatching(/Z$/) },
  });
});

test('an unregistered socket gets unknown_connection', async () => {
  for (const [handler, frame] of [
    [pingHandler, { type: 'ping' }],
    [typingHandler, { type: 'typing', User: bob.username }],
  ] as const) {
    expect(await sendFrame(handler, 'unknown', frame)).toMatchObject({
      type: 'error',
      data: { code: 'unknown_connection' },
    });
  }
});

test('the socket of an ended session is refused, should it still be open', async () => {
  await deleteSession(alice.username, alice.session);
  expect(await sendFrame(pingHandler, hers, { type: 'ping' })).toMatchObject({
    data: { code: 'session_ended' },
  });
});

describe('typing', () => {
  test('reaches the peer with its expiry, and not the sender', async () => {
    expect(await sendFrame(typingHandler, hers, { type: 'typing', User: bob.username })).toBeUndefined();
    const [frame] = typed(his);
    expect(frame).toMatchObject({ type: 'typing', data: { Username: alice.username, Typing: true } });
    const { ExpiresAt } = (frame as { data: { ExpiresAt: string } }).data;
    expect(Date.parse(ExpiresAt) - Date.now()).toBeGreaterThan(4_000);
    expect(Date.parse(ExpiresAt) - Date.now()).toBeLessThanOrEqual(5_000);
    expect(typed(hers)).toEqual([]);
  });

  test('can be taken back', async () => {
    await sendFrame(typingHandler, hers, { type: 'typing', User: bob.username, Typing: false });
    expect(typed(his)).toMatchObject([{ data: { Typing: false } }]);
  });

  test('to a stranger is refused, and the stranger learns nothing', async () => {
    const stranger = await createPerson('stranger');
    const theirs = await openSocket(stranger);
    const answer = await sendFrame(typingHandler, hers, { type: 'typing', User: stranger.username });
    expect(answer).toMatchObject({ type: 'error', data: { code: 'conversation_not_found' } });
    expect(gateway.frames(theirs)).toEqual([]);
  });

  test('at a high rate is refused: no more than 40 in ten seconds get through, also at once', async () => {
    const instant = Date.now();
    setClock(() => instant);
    const frame = { type: 'typing', User: bob.username };
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => sendFrame(typingHandler, hers, frame)),
    );
    setClock();
    expect(answers.filter((answer) => answer?.data.code === 'rate_limited')).toHaveLength(24);
    // A push that misses its deadline on a busy machine is lost, as it may be.
    expect(typed(his).length).toBeLessThanOrEqual(40);
  });
});

test.each<[string, unknown, string]>([
  ['not JSON', 'hello', 'malformed_json'],
  ['nothing', '', 'malformed_json'],
  ['a field twice', '{"type":"ping","type":"typing"}', 'malformed_json'],
  ['too large', { type: 'ping', padding: 'x'.repeat(FRAME_MAX_BYTES) }, 'payload_too_large'],
  ['an unknown type', { type: 'dance' }, 'unknown_frame_type'],
  ['an array', [], 'unknown_frame_type'],
])('a frame that is %s is refused', async (_, frame, code) => {
  expect(await sendFrame(anyHandler, hers, frame)).toMatchObject({ type: 'error', data: { code } });
});

test.each([
  { type: 'typing' },
  { type: 'typing', User: { $ne: '' } },
  { type: 'typing', User: 'bob', extra: 1 },
])('%j is no typing frame', async (frame) => {
  expect(await sendFrame(typingHandler, hers, frame)).toMatchObject({ data: { code: 'validation_failed' } });
});
