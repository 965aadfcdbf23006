import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Circle } from '#lib/conversations/visibility.ts';
import { findMentions } from '#lib/messages/mentions.ts';

const circle: Circle = { kind: 'group', members: ['Alice', 'bob', 'bob.', 'bob.smith', 'all-good'] };
const names = (text: string, of: Circle = circle) =>
  findMentions(text, of, 'Alice').map(({ username, start, end }) => `${text.slice(start, end)}=${username}`);

test.each([
  ['@alice', '@alice=Alice'],
  ['hi @ALICE!', '@ALICE=Alice'],
  ['(@bob)', '@bob=bob'],
  ['@bob, @bob-', '@bob=bob @bob=bob'],
  ['@bob. So', '@bob.=bob.'],
  ['@bob.smith...', '@bob.smith=bob.smith'],
  ["@alice's", '@alice=Alice'],
  ['@all', '@all=*'],
  ['@all-good', '@all-good=all-good'],
  ['é@bob\n@all.', '@bob=bob @all=*'],
])('%j has the mentions %j', (text, expected) => {
  expect(names(text).join(' ')).toBe(expected);
});

test.each([
  'alice',
  '@',
  '@ alice',
  'a@bob',
  '@@bob',
  '.@bob',
  '@bobby',
  '@bo',
  '@allx',
  `@${'b'.repeat(40)}`,
])('%j has none', (text) => {
  expect(names(text)).toEqual([]);
});

test('a member called "all" is mentioned where everybody cannot be', () => {
  const members = ['all', ...Array.from({ length: 60 }, (_, n) => `member${n}`)];
  expect(findMentions('@all', { kind: 'group', members }, 'member1')).toEqual([
    { username: 'all', start: 0, end: 4 },
  ]);
});

test('a direct conversation has none', () => {
  expect(names('@bob @all', { kind: 'direct', members: ['Alice', 'bob'] })).toEqual([]);
});

test('ranges follow one another, and each covers an "@" with a name', () => {
  const piece = fc.constantFrom('@', 'bob', 'alice', 'all', '.', '-', ' ', '😀', 'x', '\n');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (list) => {
      const text = list.join('');
      let done = 0;
      for (const { start, end, username } of findMentions(text, circle, 'Alice')) {
        expect(start).toBeGreaterThanOrEqual(done);
        const name = username === '*' ? 'all' : username.toLowerCase();
        expect(text.slice(start, end)).toBe(`@${name}`);
        done = end;
      }
    }),
  );
});
