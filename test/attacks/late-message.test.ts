/**
 * A message takes its number first and is written a moment later. Its sender makes that moment long, and its reader marks a later
 * message as read meanwhile: the late message must not count as read, which would tell its sender that it was seen.
 * Before: 0 unread, and the sender's mark behind the late message. Now: it is unread, and the mark is before it.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { holdNextInsert } from '../model/hold-write.ts';
import { TcpFaults } from '../support/faults/tcp-faults.ts';
import type { Person } from '../support/people/people.ts';

const network = new TcpFaults(process.env.MONGODB_URI ?? '');
process.env.MONGODB_URI = `mongodb://${await network.listen()}/?directConnection=true`;
const { setClock } = await import('#lib/platform/clock.ts');
const { admitLateMessage } = await import('#lib/conversations/admission.ts');
const { directConversationId } = await import('#lib/conversations/conversation.ts');
const { createPerson } = await import('../support/people/people.ts');
const { acquaint, block, list, read, row, send } = await import('../support/people/two-people.ts');
const { createGroup, removeMember, sendTo } = await import('../support/people/groups.ts');
const { gateway } = await import('../support/sockets/socket-gateway.ts');
const { openSocket } = await import('../support/sockets/sockets.ts');

let alice: Person;
let bob: Person;
let time: number;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  time = Date.now();
  setClock(() => time);
  // Answered, so that alice sees the read marks of bob.
  await send(alice, bob, 'hello');
  await send(bob, alice, 'first');
});
afterEach(() => setClock());

/** A send whose insert waits until `network.release()`. */
async function sendSlowly(text: string): Promise<{ sent: ReturnType<typeof send> }> {
  const { holding } = network;
  holdNextInsert(network);
  const sent = send(alice, bob, text);
  while (network.holding === holding) await new Promise(setImmediate);
  return { sent };
}

const marksOf = async () => {
  const [reader, sender] = [await row(bob), await row(alice)];
  return { unread: reader.Unread, readSeq: reader.ReadSeq, peerReadSeq: sender.PeerReadSeq };
};
const order = async () =>
  (await list(bob, alice)).body.map(({ Seq, Message }: { Seq: number; Message: string }) => [Seq, Message]);

describe('a message that is written after its reader has marked a later one', () => {
  test('within five seconds: the mark has waited before it', async () => {
    const { sent } = await sendSlowly('slow');
    await send(alice, bob, 'third');
    expect((await read(bob, alice, 4)).body).toMatchObject({ ReadSeq: 2, Unread: 1 });
    network.release();
    expect(await sent).toMatchObject({ status: 201, body: { Seq: 3 } });
    expect(await order()).toEqual([
      [1, 'hello'],
      [2, 'first'],
      [3, 'slow'],
      [4, 'third'],
    ]);
    expect(await marksOf()).toEqual({ unread: 2, readSeq: 2, peerReadSeq: 2 });
    expect((await read(bob, alice, 4)).body).toMatchObject({ ReadSeq: 4, Unread: 0 });
    expect(await marksOf()).toEqual({ unread: 0, readSeq: 4, peerReadSeq: 4 });
  });

  test('a minute later: it moves to the end', async () => {
    const { sent } = await sendSlowly('slow');
    await send(alice, bob, 'third');
    time += 60_000;
    expect((await read(bob, alice, 4)).body).toMatchObject({ ReadSeq: 4, Unread: 0 });
    network.release();
    expect(await sent).toMatchObject({ status: 201, body: { Seq: 5, Version: 5 } });
    expect(await order()).toEqual([
      [1, 'hello'],
      [2, 'first'],
      [4, 'third'],
      [5, 'slow'],
    ]);
    expect(await marksOf()).toEqual({ unread: 1, readSeq: 4, peerReadSeq: 4 });
    expect(await row(bob)).toMatchObject({ LastMessage: { Message: 'slow', Seq: 5 } });
  });
});

test('a number that was never used holds the mark back for ten seconds only', async () => {
  await admitLateMessage(directConversationId(alice.username, bob.username));
  await send(alice, bob, 'fourth');
  expect((await read(bob, alice, 4)).body).toMatchObject({ ReadSeq: 2 });
  time += 10_000;
  expect((await read(bob, alice, 4)).body).toMatchObject({ ReadSeq: 4, Unread: 0 });
});

/** Before: the late message was pushed to the members of the time when it was begun. */
describe('a member who is removed while a message is under way', () => {
  const seqsAt = (socket: string) =>
    gateway.frames(socket).flatMap((frame) => (frame.type === 'message.created' ? [frame.data.Seq] : []));

  test.each([
    ['a text', (id: string, carol: Person) => sendTo(carol, id, 'slow')],
    ['a system message', (id: string, carol: Person) => removeMember(carol, id, carol)],
  ])('gets no frame of %s that moves behind the removal', async (_, work) => {
    const carol = await createPerson('carol');
    await acquaint(alice, bob);
    await acquaint(alice, carol);
    const id = (await createGroup(alice, [bob, carol])).body.Conversation;
    const [his, hers] = [await openSocket(bob), await openSocket(alice)];
    const { holding } = network;
    holdNextInsert(network);
    const done = work(id, carol);
    while (network.holding === holding) await new Promise(setImmediate);
    expect((await removeMember(alice, id, bob)).status).toBe(204);
    time += 6_000;
    network.release();
    expect((await done).status).toBeLessThan(300);
    expect(seqsAt(his)).toEqual([]);
    // The removal, and what moved behind it.
    expect(seqsAt(hers)).toEqual([3, 4]);
  });
});

test('a message that was sent before a block reaches the one who blocks, also when it moves behind the block', async () => {
  const his = await openSocket(bob);
  const { sent } = await sendSlowly('slow');
  time += 6_000;
  await block(bob, alice.username);
  network.release();
  const { body } = await sent;
  expect(gateway.frames(his).filter(({ type }) => type === 'message.created')).toMatchObject([
    { data: { Id: body.Id, Seq: body.Seq } },
  ]);
  expect((await list(bob, alice)).body.at(-1)).toMatchObject({ Id: body.Id, Message: 'slow' });
});
