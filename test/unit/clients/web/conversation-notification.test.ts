import { expect, test } from 'vitest';
import {
  afterPush,
  type Change,
  lookOf,
  type Noted,
} from '../../../../clients/web/src/worker/conversation-notification.ts';
import { type Push, parsePush } from '../../../../clients/web/src/worker/push-payload.ts';

const Conversation = '~c';
const message = (Seq: number, more: Partial<Push & { Type: 'message' }> = {}): Push => ({
  Type: 'message',
  Conversation,
  Id: `id${Seq}`,
  Seq,
  Version: Seq,
  From: 'bob',
  To: 'alice',
  Title: 'Bob',
  Body: `text ${Seq}`,
  ...more,
});
const edited = (Seq: number, Version: number, Body: string): Push => ({
  Type: 'edited',
  Conversation,
  Id: `id${Seq}`,
  Version,
  Title: 'Bob',
  Body,
});
const deleted = (Seq: number): Push => ({ Type: 'deleted', Conversation, Id: `id${Seq}` });
const read = (Seq: number): Push => ({ Type: 'read', Conversation, Seq });

/** One push after the other. @returns what is shown after each, 'sound' before it where it alerts */
function after(...pushes: Push[]): string[] {
  let noted: Noted | undefined;
  return pushes.map((push) => {
    const change: Change = afterPush(noted, push);
    if (change === 'keep') return 'keep';
    noted = change === 'close' ? undefined : change.show;
    if (change === 'close') return 'close';
    return `${change.alerts ? 'sound: ' : ''}${lookOf(change.show).body}`;
  });
}

test.each<[string, Push[], string[]]>([
  ['messages are counted', [message(1), message(2)], ['sound: text 1', 'sound: 2 new messages\ntext 2']],
  ['a late one is sorted in', [message(2), message(1)], ['sound: text 2', 'sound: 2 new messages\ntext 2']],
  ['one that comes twice is shown once', [message(1), message(1)], ['sound: text 1', 'keep']],
  ['an edit corrects without a sound', [message(1), edited(1, 5, 'better')], ['sound: text 1', 'better']],
  [
    'an edit that an older one overtakes stays',
    [message(1), edited(1, 5, 'newest'), edited(1, 4, 'older')],
    ['sound: text 1', 'newest', 'keep'],
  ],
  ['an edit of what is not shown shows nothing', [edited(1, 5, 'better')], ['keep']],
  ['a deletion closes', [message(1), deleted(1)], ['sound: text 1', 'close']],
  [
    'a deletion leaves the others',
    [message(1), message(2), deleted(2)],
    ['sound: text 1', 'sound: 2 new messages\ntext 2', 'text 1'],
  ],
  ['reading closes', [message(1), message(2), read(2)], [expect.anything(), expect.anything(), 'close']],
  [
    'reading leaves later ones',
    [message(1), message(2), read(1)],
    [expect.anything(), expect.anything(), 'text 2'],
  ],
  ['reading of before changes nothing', [message(2), read(1)], ['sound: text 2', 'keep']],
  [
    'hidden texts are only counted',
    [message(1, { Body: 'New message' }), message(2, { Body: 'New message' })],
    ['sound: New message', 'sound: 2 new messages'],
  ],
])('%s', (_, pushes, shown) => {
  expect(after(...pushes)).toEqual(shown);
});

test('hundreds of messages are counted, and a few kept', () => {
  let noted: Noted | undefined;
  for (let seq = 1; seq <= 300; seq++) {
    const change = afterPush(noted, message(seq));
    noted = typeof change === 'string' ? noted : change.show;
  }
  expect(noted?.messages).toHaveLength(20);
  expect(noted && lookOf(noted).body).toBe('300 new messages\ntext 300');
  // Reading any of those that are kept means that the older ones are read.
  expect(noted && afterPush(noted, read(299))).toMatchObject({ show: { more: 0, messages: [{ Seq: 300 }] } });
});

test('a click leads to the person, or to the group', () => {
  expect(afterPush(undefined, message(1))).toMatchObject({ show: { peer: 'bob' } });
  expect(afterPush(undefined, message(1, { To: '' }))).toMatchObject({ show: { peer: Conversation } });
});

test.each<[string, unknown]>([
  ['nothing', ''],
  ['no JSON', '{'],
  ['null', null],
  ['a list', []],
  ['another type', { Type: 'toString' }],
  ['a missing field', { ...message(1), Title: undefined }],
  ['a field of another type', { ...message(1), Seq: '1' }],
  ['a negative number', { ...read(1), Seq: -1 }],
  ['a text beyond what a push can hold', { ...message(1), Body: 'x'.repeat(5_000) }],
])('%s is no push of the product', (_, payload) => {
  expect(parsePush(typeof payload === 'string' ? payload : JSON.stringify(payload))).toBeUndefined();
});

test('a push of the product is taken as it is', () => {
  for (const push of [message(1, { To: '', Body: '' }), edited(1, 2, ''), deleted(1), read(0)])
    expect(parsePush(JSON.stringify(push))).toEqual(push);
});
