/** What else could tell of a block, or of what it keeps back: frames, presence, read marks, the inbox. */
import { beforeEach, describe, expect, test } from 'vitest';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import {
  accept,
  acquaint,
  block,
  erase,
  inbox,
  read,
  row,
  send,
  show,
  typesAt,
  unblock,
} from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { closeSocket, openSocket, sendFrame, vanish } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});

describe('real time', () => {
  test('nothing of the one reaches the other; the sender’s own devices get their echo', async () => {
    await acquaint(alice, bob);
    const [hers, his] = [await openSocket(alice), await openSocket(bob)];
    await block(alice, bob.username);
    const [seenByHer, seenByHim] = [gateway.frames(hers).length, gateway.frames(his).length];
    await send(bob, alice, 'during');
    const typing = { type: 'typing', User: alice.username };
    expect(await sendFrame(typingHandler, his, typing)).toBeUndefined();
    await sendFrame(typingHandler, hers, { type: 'typing', User: bob.username });
    const laptop = await openSocket(bob);
    await closeSocket(laptop);
    expect(typesAt(hers).slice(seenByHer)).toEqual([]);
    expect(typesAt(his).slice(seenByHim)).toEqual(['message.created']);
  });

  test('the blocker’s devices get a block event; each side sees the other leave and come back', async () => {
    await acquaint(alice, bob);
    const [hers, his] = [await openSocket(alice), await openSocket(bob)];
    gateway.frames(hers).length = gateway.frames(his).length = 0;
    await block(alice, bob.username);
    const away = (Username: string) => ({
      type: 'presence',
      data: { Username, Online: false, LastSeen: null },
    });
    expect(gateway.frames(his)).toEqual([away(alice.username)]);
    expect(gateway.frames(hers)).toEqual([
      { type: 'block', data: { Username: bob.username, Blocked: true } },
      away(bob.username),
    ]);
    gateway.frames(hers).length = gateway.frames(his).length = 0;
    await unblock(alice, bob.username);
    expect(gateway.frames(his)).toMatchObject([{ type: 'presence', data: { Online: true } }]);
    expect(typesAt(hers)).toEqual(['block', 'presence']);
  });

  test('a stranger is not told of a block by a presence that was never shown', async () => {
    await openSocket(alice);
    const his = await openSocket(bob);
    await block(alice, bob.username);
    await unblock(alice, bob.username);
    expect(gateway.frames(his)).toEqual([]);
  });

  test('presence is hidden in both directions, as before a first connection', async () => {
    await acquaint(alice, bob);
    const [hers] = [await openSocket(alice), await openSocket(bob)];
    const never = { online: false, last_seen: null };
    expect(await show(bob, alice)).toEqual({ online: true, last_seen: null });
    await block(alice, bob.username);
    expect(await show(bob, alice)).toEqual(never);
    expect(await show(alice, bob)).toEqual(never);
    await closeSocket(hers);
    expect(await show(bob, alice)).toEqual(never);
    await unblock(alice, bob.username);
    expect(await show(bob, alice)).toEqual({ online: false, last_seen: expect.any(String) });
  });

  test('a deletion does not tell the blocked one that the other’s socket is gone', async () => {
    const { Id } = (await send(alice, bob, 'before')).body;
    await accept(alice, bob);
    const [hers, his] = [await openSocket(alice), await openSocket(bob)];
    await block(alice, bob.username);
    gateway.frames(his).length = 0;
    await vanish(hers);
    await erase(alice, Id);
    expect(typesAt(his)).toEqual(['message.deleted']);
  });

  test('neither do presence events of a common peer, nor of a stranger', async () => {
    const [carol, stranger] = [await createPerson('carol'), await createPerson('stranger')];
    await acquaint(alice, bob);
    for (const peer of [alice, bob, stranger]) await acquaint(carol, peer);
    const [first, ...others] = [await openSocket(alice), await openSocket(bob), await openSocket(stranger)];
    await block(alice, bob.username);
    for (const other of others) gateway.frames(other).length = 0;
    await vanish(first);
    const hers = await openSocket(carol);
    await vanish(await openSocket(alice));
    await closeSocket(hers);
    const seen = others.map((other) => gateway.frames(other).map(({ data }) => data));
    const ofCarol = [true, false].map((Online) =>
      expect.objectContaining({ Username: carol.username, Online }),
    );
    expect(seen).toEqual([ofCarol, ofCarol]);
  });
});

describe('read marks', () => {
  test('of the blocker stand still, and nothing is unread to them', async () => {
    const { Seq } = (await send(bob, alice, 'before')).body;
    await accept(alice, bob);
    await block(alice, bob.username);
    const before = await row(bob);
    const his = await openSocket(bob);
    expect(await read(alice, bob, Seq)).toMatchObject({ status: 200, body: { ReadSeq: 0, Unread: 0 } });
    expect(await row(bob)).toEqual(before);
    expect(gateway.frames(his)).toEqual([]);
    await unblock(alice, bob.username);
    expect((await row(alice)).Unread).toBe(1);
    expect((await read(alice, bob, Seq)).body.ReadSeq).toBe(Seq);
    expect((await row(bob)).PeerReadSeq).toBe(Seq);
  });

  test('what was kept back cannot be marked', async () => {
    await send(bob, alice, 'before');
    await block(alice, bob.username);
    const { Seq } = (await send(bob, alice, 'during')).body;
    await unblock(alice, bob.username);
    expect((await read(alice, bob, Seq)).body.code).toBe('watermark_beyond_end');
  });

  test('where everything was kept back, there is nothing to mark', async () => {
    await block(alice, bob.username);
    const { Seq } = (await send(bob, alice, 'hello')).body;
    await unblock(alice, bob.username);
    expect((await read(alice, bob, Seq)).body.code).toBe('conversation_not_found');
    expect((await row(bob)).PeerReadSeq).toBe(0);
  });

  test('when all messages are hidden, the sender’s read marks reach only the sender', async () => {
    await block(alice, bob.username);
    const { Seq } = (await send(bob, alice, 'hello')).body;
    const [hers, his] = [await openSocket(alice), await openSocket(bob)];
    expect((await read(bob, alice, Seq)).status).toBe(200);
    expect(typesAt(hers)).toEqual([]);
    expect(typesAt(his)).toEqual(['conversation.read']);
  });
});

describe('the inbox', () => {
  test('of the blocker shows the block, and no sign of hidden messages', async () => {
    const before = (await send(bob, alice, 'before')).body;
    await block(alice, bob.username);
    await send(bob, alice, 'during');
    expect(await row(alice)).toMatchObject({
      Blocked: true,
      Unread: 0,
      LastMessage: before,
      ActiveAt: before.Timestamp,
    });
    expect(await row(bob)).toMatchObject({ Blocked: false, LastMessage: { Message: 'during' } });
  });

  test('of the blocker’s other devices learns of it by sync; that of the blocked one does not', async () => {
    await send(alice, bob, 'before');
    const [hers, his] = [await inbox(alice), await inbox(bob)];
    const since = (answer: typeof hers) => ({ since: String(answer.headers['x-sync-token']) });
    const unchanged = (await inbox(bob, since(his))).body;
    await block(alice, bob.username);
    expect((await inbox(alice, since(hers))).body).toMatchObject([{ Blocked: true }]);
    expect((await inbox(bob, since(his))).body).toEqual(unchanged);
    const later = await inbox(alice, since(hers));
    await unblock(alice, bob.username);
    expect((await inbox(alice, since(later))).body).toMatchObject([{ Blocked: false }]);
    expect((await inbox(bob, since(his))).body).toEqual(unchanged);
  });
});
