/** Which link of a text is previewed. */
import { expect, test } from 'vitest';
import { firstLink, URL_MAX } from '#lib/messages/link.ts';

test.each([
  ['no link', undefined],
  ['see example.org', undefined],
  ['mail me@example.org', undefined],
  ['https://example.org', 'https://example.org/'],
  ['First http://example.org/a?b=c#d, then https://other.example', 'http://example.org/a?b=c#d'],
  ['HTTPS://EXAMPLE.org/A', 'https://example.org/A'],
  ['(https://example.org/wiki/A_(b)).', 'https://example.org/wiki/A_(b)'],
  ['“https://example.org/q”', 'https://example.org/q'],
  ['*https://example.org/bold*', 'https://example.org/bold'],
  ['[words](https://example.org/md)', 'https://example.org/md'],
  ['xhttps://example.org', undefined],
  ['https://user:secret@example.org/', undefined],
  ['https://user@example.org/', undefined],
  ['https://', undefined],
  ['ftp://example.org', undefined],
  ['javascript:alert(1)//https', undefined],
  ['https://example.org/\u202egnp.exe', 'https://example.org/'],
  [`https://example.org/${'a'.repeat(URL_MAX)}`, undefined],
  [`https://example.org/${'ü'.repeat(400)}`, undefined],
  [`https://example.org ${'a'.repeat(4_000)}`, undefined],
])('%s', (text, link) => {
  expect(firstLink(text)).toBe(link);
});
