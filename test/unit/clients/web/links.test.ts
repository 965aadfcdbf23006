import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from '../../../../clients/web/src/state/links.ts';

const linksIn = (text: string) => piecesOf(text).filter(({ href }) => href !== undefined);

test.each([
  ['see https://example.org.', 'https://example.org'],
  ['„https://example.org/a“', 'https://example.org/a'],
  ['«https://example.org»', 'https://example.org'],
  ['‘https://example.org/it’s', 'https://example.org/it'],
  ['「https://example.org/a」と', 'https://example.org/a'],
  ['https://example.org/道。と', 'https://example.org/道'],
  ['https://example.org/a، ثم', 'https://example.org/a'],
  ['https://example.org…', 'https://example.org'],
  ['**https://example.org**', 'https://example.org'],
  ['_https://example.org/a_', 'https://example.org/a'],
  ['`https://example.org/a`', 'https://example.org/a'],
  ['|https://example.org|', 'https://example.org'],
  ['https://example.orgです', 'https://example.org'],
  ['https://example.orgです/か', 'https://example.org'],
  ['これはhttps://example.org/', 'https://example.org/'],
  ['(https://en.wikipedia.org/wiki/A_(b))', 'https://en.wikipedia.org/wiki/A_(b)'],
  ['[https://example.org]', 'https://example.org'],
  ['url:https://example.org/a?b=c&d=(e)#f', 'https://example.org/a?b=c&d=(e)#f'],
  ["https://example.org/it's", "https://example.org/it's"],
  ['HTTPS://EXAMPLE.ORG/X!', 'HTTPS://EXAMPLE.ORG/X'],
  ['www.example.zip/a', 'www.example.zip/a'],
  ['example.org/a', 'example.org/a'],
  ['http://localhost:5000/a', 'http://localhost:5000/a'],
  ['http://[::1]:5000/', 'http://[::1]:5000/'],
  ['write to a.b+c@mail.example.org, please', 'a.b+c@mail.example.org'],
  ['mailto:a@example.org', 'mailto:a@example.org'],
])('%s holds the link %s', (text, link) => {
  expect(linksIn(text).map((piece) => piece.text)).toEqual([link]);
});

test.each([
  'README.md',
  'main.py',
  './run.sh',
  'x.zip',
  'Thanks.It was',
  'react@18.2.io',
  'git@github.com:a/b.git',
  'e.g. this',
  '1.2.3',
  'a@b',
  'javascript:alert(1)//example.org',
  'xhttps://example.org',
])('%s holds no link', (text) => {
  expect(linksIn(text)).toEqual([]);
});

test.each([
  ['a bidirectional control before it', '\u202ehttps://example.org'],
  ['a bidirectional control on its line', 'see \u2067 https://example.org'],
  ['a bidirectional control inside', 'https://example.org/\u202egnp.exe'],
  ['a character that is not seen', 'https://exa\u200bmple.org'],
  ['a slash that is none', 'https://example.org\u2215@evil.example/x'],
  ['a user before the host', 'https://example.org@evil.example/'],
  ['letters of two scripts', 'https://www.p\u0430ypal.com'],
])('an address with %s is no link', (_, text) => {
  expect(linksIn(text)).toEqual([]);
});

test.each([
  ['https://bücher.example/ä', 'xn--bcher-kva.example'],
  ['https://www.\u0430\u0440\u0440\u04cf\u0435.com', 'www.xn--80ak6aa92e.com'],
  ['http://0x7f.1:80/', '127.0.0.1:80'],
  ['https://ｅxample.org/', 'example.org'],
])('%s says that it leads to %s', (text, host) => {
  expect(linksIn(text)).toMatchObject([{ text, host }]);
});

/** Pieces of addresses and of texts around them. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'https://',
        'http://',
        'www.',
        'example.org',
        '/',
        '@',
        '.',
        ':',
        '(',
        ')',
        '\u202e',
        '\u2215',
      ),
      fc.constantFrom(
        '\u200b',
        'です',
        'пример',
        'p\u0430y',
        '。',
        '“',
        '*',
        ' ',
        '\n',
        '?q=',
        '#',
        '[',
        ']',
        '%2f',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('no text is lost around links', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(
        piecesOf(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
    { numRuns: 5_000 },
  );
});

test('no link opens another host than its text shows', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      for (const { text: shown, href = '', host } of linksIn(text)) {
        const { protocol, host: opened } = new URL(href);
        expect(['http:', 'https:', 'mailto:']).toContain(protocol);
        if (protocol === 'mailto:') continue;
        const visible = (host ?? shown).toLowerCase().replace(/^https?:\/\//, '');
        const [, name] = /^(\[[^\]]*\]|[^/?#:]*)/.exec(visible) ?? [];
        expect(opened.replace(/:\d+$/, '')).toBe(name);
      }
    }),
    { numRuns: 5_000 },
  );
});
