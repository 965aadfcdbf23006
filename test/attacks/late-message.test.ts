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
const { list, read, row, send } = await import('../support/people/two-people.ts');

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
