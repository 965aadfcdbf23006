import { describe, expect, test } from 'vitest';
import { matchesName } from '#sdk';
import { type Candidate, candidatesFor } from '../../../../clients/web/src/components/picker/candidates.ts';
import { mentionWordAt } from '../../../../clients/web/src/screens/conversation/composer/mention-word.ts';
import { operatorWordAt } from '../../../../clients/web/src/screens/search/operator-word.ts';

describe('the word at the caret', () => {
  test.each([
    ['@', { start: 0, typed: '' }],
    ['hi @bo', { start: 3, typed: 'bo' }],
    ['(@Zoé', { start: 1, typed: 'Zoé' }],
    ['a@b', undefined],
    ['@bob ', undefined],
    ['@@bob', undefined],
    [`@${'b'.repeat(33)}`, undefined],
    ['', undefined],
  ])('of %j is %j', (text, expected) => {
    expect(mentionWordAt(text, text.length)).toEqual(expected);
  });

  test('ends at the caret', () => {
    expect(mentionWordAt('@bob and more', 3)).toEqual({ start: 0, typed: 'bo' });
  });
});

describe('the name behind an operator of a search', () => {
  test.each([
    ['from:', { operator: 'from', start: 5, typed: '' }],
    ['hi FROM:@bo', { operator: 'from', start: 9, typed: 'bo' }],
    ['in:Zoé', { operator: 'in', start: 3, typed: 'Zoé' }],
    ['in:~AbCd', { operator: 'in', start: 3, typed: '~AbCd' }],
    ['from:bob ', undefined],
    ['begin:x', undefined],
    ['has:link', undefined],
    [`in:${'b'.repeat(33)}`, undefined],
  ])('of %j is %j', (text, expected) => {
    expect(operatorWordAt(text, text.length)).toEqual(expected);
  });
});

const people: Candidate[] = [
  { username: 'carl', name: 'Bo Peep' },
  { username: 'bob', name: 'Robert' },
  { username: 'bobby', name: '' },
  { username: null, name: 'Everybody' },
];
const names = (typed: string) => candidatesFor(typed, people, matchesName).map(({ username }) => username);

test('usernames that begin so come first, then other names; all of them before anything is typed', () => {
  expect(names('')).toEqual(['carl', 'bob', 'bobby', null]);
  expect(names('bo')).toEqual(['bob', 'bobby', 'carl']);
  expect(names('rob')).toEqual(['bob']);
  expect(names('AL')).toEqual([null]);
  expect(names('x')).toEqual([]);
});
