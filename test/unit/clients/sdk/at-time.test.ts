/** Opening a conversation at a time, against a scripted server. */
import { afterEach, expect, test } from 'vitest';
import type { CoreChat, Message } from '#sdk';
import { message } from '../../../support/clients/message.ts';
import type { FakeCall } from '../../../support/http/fake-fetch.ts';
import { list, onlineChat } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
let calls: FakeCall[];
afterEach(() => chat.close());

/** One message a day; Seq 1 is of the first of March. */
const day = (date: number): Date => new Date(Date.UTC(2026, 2, date));
const daily = (...seqs: number[]): Message[] =>
  seqs.map((seq) => message(seq, { Timestamp: new Date(day(seq).getTime() + 9 * 3_600_000).toISOString() }));

/** Links as the server sends them. */
const links = (...relations: ('next' | 'prev')[]) => ({
  link: relations.map((each) => `</messages?User=bob&${each}>; rel="${each}"`).join(', '),
});

/** The newest page has the days 7 to 9. */
async function online(around: Message[], newest = daily(7, 8, 9)): Promise<void> {
  ({ chat, calls } = await onlineChat(({ path }) => {
    if (path.includes('at=')) return list(around, links('next', 'prev'));
    if (path.startsWith('/messages')) return list(newest, newest.length > 0 ? links('next') : {});
    return list([]);
  }));
}

const asked = () => calls.filter(({ path }) => path.includes('at=')).map(({ path }) => path);
const openAt = async (time: Date) => (await chat.conversation('bob').openAtTime(time))?.Seq;

test('asks for the part around the first message of the day where that is not loaded', async () => {
  await online(daily(2, 3, 5));
  expect(await openAt(day(4))).toBe(5);
  expect(asked()).toEqual(['/messages?User=bob&at=2026-03-04T00%3A00%3A00.000Z&limit=100']);
  const { messages, hasOlder, hasNewer } = chat.conversation('bob').snapshot;
  expect([messages.map(({ Seq }) => Seq), hasOlder, hasNewer]).toEqual([[2, 3, 5], true, true]);
});

test('asks for nothing where the message, or the end, is loaded', async () => {
  await online([]);
  expect([await openAt(day(8)), await openAt(day(9)), await openAt(day(30))]).toEqual([8, 9, 9]);
  expect(asked()).toEqual([]);
});

test('the first loaded message may not be the first of its day', async () => {
  await online(daily(6, 7, 8));
  expect(await openAt(day(7))).toBe(7);
  expect(asked()).toHaveLength(1);
});

test('answers with the newest message where none is later, and with nothing in an empty conversation', async () => {
  await online(daily(2, 3));
  expect(await openAt(day(4))).toBe(3);
  chat.close();
  await online([], []);
  expect(await openAt(day(4))).toBeUndefined();
});
