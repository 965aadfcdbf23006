import { expect, test } from 'vitest';
import { sharedTextOf } from '../../../../clients/web/src/state/shared-text.ts';

const search = (parts: Record<string, string>) =>
  `?${new URLSearchParams(Object.entries(parts).map(([name, value]): [string, string] => [`share-${name}`, value]))}`;

test.each([
  [{ title: 'A page', url: 'https://example.org/' }, 'A page\nhttps://example.org/'],
  [{ title: 'A page', text: 'A page https://example.org/' }, 'A page https://example.org/'],
  [{ text: 'https://example.org/', url: 'https://example.org/' }, 'https://example.org/'],
  [{ text: '  ' }, ''],
  [{}, ''],
])('%o becomes %s', (parts, text) => {
  expect(sharedTextOf(search(parts))).toBe(text);
});

test('a text is as long as a message can be', () => {
  expect([...sharedTextOf(search({ text: '🦊'.repeat(9_000) }))]).toHaveLength(8_000);
});
