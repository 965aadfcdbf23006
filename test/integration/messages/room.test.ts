/** Lists of the longest messages stay within what Lambda passes on: 6 MB. */
import { beforeAll, expect, test } from 'vitest';
import { foldUsername } from '#lib/accounts/username.ts';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { encodeSyncToken } from '#lib/http/sync-token.ts';
import { REACTIONS_MAX } from '#lib/messages/reactions.ts';
import { ESCAPED_MAX_BYTES, messageTextFault } from '#lib/messages/text.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as inbox } from '../../../functions/conversations/list.ts';
import { handler as list } from '../../../functions/messages/list.ts';
import { fillConversation } from '../../support/people/conversations.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const LAMBDA_MAX_BYTES = 6 * 1024 * 1024;
/** For headers, and the names of fields in Lambda's own response. */
const OTHER_BYTES = 100_000;
const COUNT = 210;

const texts: [string, string][] = [
  ['control characters and quotes', `${'\u0000'.repeat(3_700)}${'"'.repeat(4_300)}`],
  ['four bytes each', '🦊'.repeat(7_500)],
  ['short', 'short'],
];

const passedOn = (page: unknown): number =>
  Buffer.byteLength(JSON.stringify({ body: JSON.stringify(page) })) + OTHER_BYTES;

let reader: Person;
beforeAll(async () => {
  reader = await createPerson('reader');
});

test.each(texts)('pages of %s', async (_, text) => {
  expect(messageTextFault(text)).toBeUndefined();
  const peer = await createPerson('peer');
  await fillConversation(reader.username, peer.username, COUNT, () => text);
  const conversation = directConversationId(reader.username, peer.username);
  const position = { list: 'messages', conversation, version: 0 } as const;
  const since = encodeSyncToken(foldUsername(reader.username), position, new Date());
  const seqs = Array.from({ length: COUNT }, (_, index) => index + 1);

  for (const query of [{ User: peer.username }, { User: peer.username, since }]) {
    const pages = await followLinks(list, { path: '/messages', token: reader.token, query });
    for (const page of pages) expect(passedOn(page)).toBeLessThan(LAMBDA_MAX_BYTES);
    const oldestFirst = 'since' in query ? pages : pages.toReversed();
    expect(oldestFirst.flat().map((message) => (message as { Seq: number }).Seq)).toEqual(seqs);
    expect(pages.length).toBeLessThanOrEqual(text === 'short' ? 2 : 5);
  }
});

test('an inbox page of conversations that all end with the longest message', async () => {
  const [[, text]] = texts as [[string, string]];
  const { username } = reader;
  for (let index = 0; index < 100; index++) await fillConversation(username, `p${index}`, 1, () => text);
  const [page] = await followLinks(inbox, { path: '/conversations', token: reader.token });
  expect(page).toHaveLength(100);
  expect(passedOn(page)).toBeLessThan(LAMBDA_MAX_BYTES);
});

test('pages of messages with as many reactions as they take', async () => {
  const text = '\u0001'.repeat(Math.floor(ESCAPED_MAX_BYTES / 6));
  const peer = await createPerson('peer');
  await fillConversation(reader.username, peer.username, COUNT, () => text);
  const conversation = directConversationId(reader.username, peer.username);
  const reactions = Array.from({ length: REACTIONS_MAX }, (_, index) => ({
    emoji: '👍',
    by: `${index}`.padStart(32, 'a'),
  }));
  await collection('messages').updateMany({ conversation }, { $set: { reactions } });
  const query = { User: peer.username };
  const pages = await followLinks(list, { path: '/messages', token: reader.token, query });
  for (const page of pages) expect(passedOn(page)).toBeLessThan(LAMBDA_MAX_BYTES);
  expect(pages.flat()).toHaveLength(COUNT);
});
