/** Who gets a notification, as a table. */
import { describe, expect, test } from 'vitest';
import { isNotified, type Person } from '#lib/notifications/decision.ts';

const at = new Date('2026-01-15T12:00:00Z');
const later = new Date('2026-01-15T13:00:00Z');
const earlier = new Date('2026-01-15T11:00:00Z');

const member = (more: Partial<Person['membership']> = {}): Person['membership'] => ({
  readSeq: 4,
  joinedSeq: 0,
  ...more,
});
const bob: Person = { username: 'Bob', membership: member(), quietHours: null, blocksAuthor: false };
const direct = { kind: 'direct', members: ['alice', 'Bob'] } as const;
const group = { kind: 'group', members: ['alice', 'Bob', 'carol'] } as const;
const large = {
  kind: 'group',
  members: ['alice', 'Bob', ...Array.from({ length: 49 }, (_, n) => `m${n}`)],
} as const;
const hello = { from: 'alice', seq: 5, deletedAt: null };
const toBob = { ...hello, mentions: [{ username: 'Bob', start: 0, end: 4 }] };
const toAll = { ...hello, mentions: [{ username: '*', start: 0, end: 4 }] };
const toCarol = { ...hello, mentions: [{ username: 'carol', start: 0, end: 6 }] };
type Case = [
  what: string,
  Parameters<typeof isNotified>[0],
  Parameters<typeof isNotified>[1],
  Partial<Person>,
  boolean,
];

const levels: Case[] = (['all', 'mentions', 'none', undefined] as const).flatMap((notify): Case[] => {
  const person = { membership: member(notify ? { notify } : {}) };
  const name = `level ${notify ?? 'not chosen'}`;
  const all = notify === 'all' || notify === undefined;
  const mentions = all || notify === 'mentions';
  return [
    [`${name}, a message`, hello, group, person, all],
    [`${name}, a mention`, toBob, group, person, mentions],
    [`${name}, a mention of all`, toAll, group, person, mentions],
    [`${name}, a mention of somebody else`, toCarol, group, person, all],
    [`${name}, a message in a large group`, hello, large, person, notify === 'all'],
    [`${name}, a mention in a large group`, toBob, large, person, mentions],
    [`${name}, a direct message`, hello, direct, person, all],
  ];
});

describe('isNotified', () => {
  test.each<Case>([
    ...levels,
    ['the author', { ...hello, from: 'bob' }, group, {}, false],
    ['a system message', { ...hello, system: { type: 'left' } }, group, {}, false],
    ['a deleted message', { ...hello, deletedAt: at }, direct, {}, false],
    ['read already', hello, direct, { membership: member({ readSeq: 5 }) }, false],
    ['muted', toBob, group, { membership: member({ mutedUntil: later }) }, false],
    ['muted until now', hello, group, { membership: member({ mutedUntil: at }) }, true],
    ['no longer muted', hello, group, { membership: member({ mutedUntil: earlier }) }, true],
    ['blocks the author', toBob, group, { blocksAuthor: true }, false],
    ['an unanswered request', hello, { ...direct, request: { to: 'bob' } }, {}, false],
    ['the other side of a request', hello, { ...direct, request: { to: 'alice' } }, {}, true],
    ['quiet hours', toBob, group, { quietHours: { from: '11:00', to: '12:01', zone: 'UTC' } }, false],
    ['before quiet hours', toBob, group, { quietHours: { from: '12:01', to: '11:00', zone: 'UTC' } }, true],
  ])('%s', (_, message, circle, person, expected) => {
    expect(isNotified(message, circle, { ...bob, ...person }, at)).toBe(expected);
  });
});
