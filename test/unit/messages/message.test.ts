import { expect, test } from 'vitest';
import { contentDigest } from '#lib/messages/content.ts';
import { asFirstSent, changedAt, type Message, toResource } from '#lib/messages/message.ts';

const message: Message = {
  id: '65a000000000000000000001',
  conversation: 'alice:bob',
  from: 'Alice',
  to: 'bob',
  text: 'Hello',
  seq: 7,
  version: 7,
  sentAt: new Date('2026-01-02T03:04:05.678Z'),
  editedAt: null,
  deletedAt: null,
  clientId: 'c-1',
};

test('a resource spells its fields as the seed does', () => {
  expect(toResource(message)).toEqual({
    To: 'bob',
    From: 'Alice',
    Message: 'Hello',
    Conversation: 'alice:bob',
    Timestamp: '2026-01-02T03:04:05.678Z',
    Id: '65a000000000000000000001',
    Seq: 7,
    Version: 7,
    EditedAt: null,
    DeletedAt: null,
    ClientId: 'c-1',
    Reactions: [],
    PinnedAt: null,
    Forwarded: null,
    ReplyTo: null,
    Quoted: null,
    Mentions: [],
    System: null,
  });
});

test('a message edited and deleted since can be answered exactly as it was first sent', () => {
  const later = new Date('2026-02-02T00:00:00.000Z');
  const deleted = { ...message, text: '', version: 9, editedAt: later, deletedAt: later };
  expect(JSON.stringify(asFirstSent(deleted, { text: 'Hello' }))).toBe(JSON.stringify(message));
});

test('a digest tells texts apart and does not show that two messages say the same', () => {
  const digest = (id: string, text: string) => contentDigest(id, { text });
  expect(digest('1', 'yes')).toBe(digest('1', 'yes'));
  expect(digest('1', 'yes')).not.toBe(digest('1', 'no'));
  expect(digest('1', 'yes')).not.toBe(digest('2', 'yes'));
});

test('a message took its version with the latest of its changes', () => {
  const at = (day: number) => new Date(Date.UTC(2026, 2, day));
  expect(changedAt(message)).toBe(message.sentAt);
  expect(changedAt({ ...message, editedAt: at(1) })).toEqual(at(1));
  expect(changedAt({ ...message, editedAt: at(1), deletedAt: at(2) })).toEqual(at(2));
  expect(changedAt({ ...message, deletedAt: at(2), movedAt: at(3) })).toEqual(at(3));
  expect(changedAt({ ...message, editedAt: at(4), movedAt: at(3) })).toEqual(at(4));
});
