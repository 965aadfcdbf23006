import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDrafts, joined, merged } from '../../../../clients/web/src/state/drafts.ts';

const storage = () => {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
};

test('keeps one per account and peer, ignoring case', () => {
  const shared = storage();
  const [alice, bob] = [createDrafts(shared, 'Alice'), createDrafts(shared, 'bob')];
  expect(alice.write('Carol', 'half a sen')).toBe(true);
  expect(createDrafts(shared, 'alice').read('carol')).toBe('half a sen');
  expect(bob.read('carol')).toBe('');
  alice.write('carol', '');
  expect(shared.kept.size).toBe(0);
});

test('keeps a draft in memory when the storage is full', () => {
  const changes: string[] = [];
  const full = {
    ...storage(),
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  const drafts = createDrafts(full, 'alice', (peer) => changes.push(peer));
  expect(drafts.write('bob', 'text')).toBe(false);
  expect(drafts.read('bob')).toBe('text');
  expect(changes).toEqual(['bob']);
});

test.each([
  ['the other tab changed nothing', 'hel', 'hello', 'hel', 'hello'],
  ['this tab changed nothing', 'hel', 'hel', 'hello', 'hello'],
  ['both typed the same', 'hel', 'hello', 'hello', 'hello'],
  ['the other tab sent it', 'hello', 'hello', '', ''],
  ['the other tab sent it, and this one wrote on', 'hello', 'hello you', '', ' you'],
  ['this tab sent it, and the other one wrote on', 'hello', '', 'hello you', ' you'],
  ['both wrote on', 'hello', 'hello you', 'hello there', 'hello there you'],
  ['both began', '', 'mine', 'theirs', 'theirs\nmine'],
  ['both wrote something else', 'hello', 'mine', 'theirs', 'theirs\nmine'],
  ['the other tab wrote what this one did, and more', 'x', 'mine', 'and mine', 'and mine'],
])('a draft of two tabs: %s', (_, base, mine, theirs, draft) => {
  expect(merged(base, mine, theirs)).toBe(draft);
});

test('no word that either of two tabs added is lost', () => {
  const words = fc.array(fc.constantFrom('one', 'two', 'three'), { maxLength: 3 });
  const added = fc.string({ minLength: 1, unit: fc.constantFrom('x', 'y') });
  fc.assert(
    fc.property(words, added, added, (before, here, there) => {
      const base = before.join(' ');
      const draft = merged(base, `${base} ${here}`, `${base} ${there}`);
      expect(draft).toContain(here);
      expect(draft).toContain(there);
    }),
  );
});

test('a change keeps what another tab has written since the field was drawn', () => {
  const shared = storage();
  const [here, there] = [createDrafts(shared, 'alice'), createDrafts(shared, 'alice')];
  here.write('bob', 'half');
  there.change('bob', 'half', 'half a');
  expect(here.change('bob', 'half', 'half!')).toBe('half a!');
  expect(there.read('bob')).toBe('half a!');
  there.change('bob', 'half a!', '');
  expect(here.change('bob', 'half a!', 'half a! b')).toBe(' b');
});

test('two texts are one on separate lines, each once', () => {
  expect([joined('', 'b'), joined('a', ''), joined('a', 'b'), joined('a b', 'b')]).toEqual([
    'b',
    'a',
    'a\nb',
    'a b',
  ]);
});
