import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { displayName, newUsername, personName } from '#lib/accounts/fields.ts';

const accepts = (schema: v.GenericSchema, name: string) => v.safeParse(schema, name).success;

describe('a display name', () => {
  test.each([
    'Notes to yourself',
    'notes  to yourself!',
    'Deleted account',
    'ＣoreＣhat',
    'Аdmin',
    'ADMlN',
    'S-u-p-p-o-r-t',
    'Système'.slice(0, 6),
    '★ Admin ★',
    '✅support',
  ])('%j is reserved, or looks like one that is', (name) => {
    expect(accepts(displayName, name)).toBe(false);
  });

  test.each(['Ada', 'Administration', 'Adam In', 'Systema', 'Corey', 'Supportive Sam'])(
    '%j is free',
    (name) => {
      expect(accepts(displayName, name)).toBe(true);
    },
  );
});

describe('a name', () => {
  test.each([
    ['Nguyễn Văn Ánh, decomposed', 'Nguyễn Văn Ánh'.normalize('NFD')],
    ['Hebrew with points', 'שָׁלוֹם'],
    ['Devanagari with a joiner', 'क्‍ष'],
    ['Persian with a non-joiner', 'می‌خواهم'],
    ['an emoji of several', '👩‍👩‍👧 family'],
    ['Thai', 'น้ำ'],
    ['the flag of Wales', 'Rhys \u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}'],
  ])('of %s is accepted', (_, name) => {
    expect(accepts(personName, name)).toBe(true);
  });

  test.each([
    ['an invisible character', 'a\u2060b'],
    ['a soft hyphen', 'a\u00adb'],
    ['a tag character', 'a\u{e0041}'],
    ['tags that make no flag', '\u{1f3f4}\u{e0067}\u{e007f}'],
    ['a private character', 'a\ue000'],
    ['an unassigned character', 'a\u{50000}'],
    ['a Braille blank', 'a\u2800'],
    ['a Hangul filler', 'a\u3164'],
    ['a stack of marks', `Z${'\u0301'.repeat(5)}`],
  ])('with %s is refused', (_, name) => {
    expect(accepts(personName, name)).toBe(false);
    expect(accepts(displayName, name)).toBe(false);
  });
});

test('reserved usernames are refused in every spelling', () => {
  for (const name of ['admin', 'ADMIN', 'Support', 'sys.tem', 'c0rechat'])
    expect(accepts(newUsername, name)).toBe(false);
  for (const name of ['alice', 'administrata', 'bob_system']) expect(accepts(newUsername, name)).toBe(true);
});
