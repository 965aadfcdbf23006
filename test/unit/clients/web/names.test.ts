import { describe, expect, it } from 'vitest';
import { ambiguousNames, fullNameOf, lookOf } from '../../../../clients/web/src/state/names.ts';

const person = (username: string, displayName: string | null = null) => ({ username, displayName });

describe('names', () => {
  it('says the username beside a display name', () => {
    expect(fullNameOf(person('bob', 'Bob'))).toBe('Bob (@bob)');
    expect(fullNameOf(person('bob'))).toBe('@bob');
  });

  it.each([
    ['Bob', 'BÓB'],
    ['Bob', 'B o b'],
    ['Bob', 'Воb'.replace('В', 'B')], // a Cyrillic o
    ['Bob', 'B\u200Bob'],
    ['Bill', 'BiIl'],
    ['Notes to yourself', 'notes  to yourse1f'],
  ])('%s and %s look the same', (one, other) => {
    expect(lookOf(other)).toBe(lookOf(one));
  });

  it('tells different names apart', () => {
    expect(lookOf('Bob')).not.toBe(lookOf('Rob'));
    expect(lookOf('山田')).not.toBe(lookOf('太郎'));
  });

  it('finds who could be taken for another person, or for the product', () => {
    const people = [
      person('bob', 'Bob'),
      person('eve', 'Bób'),
      person('mallory', 'carol'),
      person('carol'),
      person('trent', 'Deleted account'),
      person('oscar', 'SUPPORT'),
      person('dave', 'Dave'),
    ];
    expect([...ambiguousNames(people)]).toEqual(['bob', 'eve', 'mallory', 'trent', 'oscar']);
  });
});
