import { describe, expect, it } from 'vitest';
import { isNewContact } from '../../../../clients/web/src/state/contacts.ts';
import { lookOf } from '../../../../clients/web/src/state/look.ts';
import { ambiguousNames, fullNameOf } from '../../../../clients/web/src/state/names.ts';

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
    expect(lookOf('🦊')).not.toBe(lookOf('🐱'));
  });

  it('marks people whom the user has never written to', () => {
    const [theirs, own] = [{ From: 'Mallory' }, { From: 'ALICE' }];
    const contact = { messages: [theirs, theirs], pending: [], hasOlder: false };
    expect(isNewContact(contact, 'alice')).toBe(true);
    expect(isNewContact({ ...contact, messages: [theirs, own] }, 'alice')).toBe(false);
    expect(isNewContact({ ...contact, pending: [{}] }, 'alice')).toBe(false);
    expect(isNewContact({ ...contact, hasOlder: true }, 'alice')).toBe(false);
    expect(isNewContact({ ...contact, messages: [] }, 'alice')).toBe(false);
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
