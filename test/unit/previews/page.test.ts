/** What is read of a page. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DESCRIPTION_MAX, PageReader, SITE_MAX, TITLE_MAX } from '#lib/previews/page.ts';

/** @param size of the chunks in which it arrives, in bytes */
function read(page: string | Buffer, contentType = 'text/html; charset=utf-8', size = 100_000) {
  const reader = new PageReader();
  reader.begin(contentType);
  const bytes = Buffer.from(page as string);
  for (let at = 0; at < bytes.length; at += size) {
    if (!reader.write(bytes.subarray(at, at + size))) break;
  }
  return reader.text();
}

const FULL = `<!doctype html><html><head>
  <title>Plain title</title>
  <meta name="description" content="Plain description">
  <meta name="twitter:title" content="Short title">
  <meta name="twitter:description" content="Short description">
  <meta property="og:title" content="Ten tips &amp; tricks">
  <meta property="og:description" content="For the harbour">
  <meta property="og:site_name" content="Harbour News">
</head><body><title>Another</title><meta property="og:title" content="Late"></body></html>`;

test('Open Graph comes first, then Twitter’s cards, then HTML', () => {
  expect(read(FULL)).toEqual({
    title: 'Ten tips & tricks',
    description: 'For the harbour',
    site: 'Harbour News',
  });
  const without = (names: RegExp) => read(FULL.replaceAll(names, 'x-'));
  expect(without(/og:/g)).toEqual({ title: 'Short title', description: 'Short description', site: '' });
  expect(without(/og:|twitter:/g)).toEqual({
    title: 'Plain title',
    description: 'Plain description',
    site: '',
  });
});

test.each([1, 2, 3, 7, 1_023, 1_024, 1_025])('chunks of %i bytes make no difference', (size) => {
  const page = FULL.replace('Ten tips', 'Zehn Tipps für Häfen 🚢');
  expect(read(page, 'text/html', size)).toEqual(read(page));
});

test('it wants no more when the head has ended', () => {
  const reader = new PageReader();
  reader.begin('text/html');
  expect(reader.write(Buffer.from(FULL.padEnd(2_000)))).toBe(false);
});

describe('the characters', () => {
  const page = (charset: string) =>
    Buffer.from(`<meta ${charset}><title>Hafen f\xfcr \x80</title>`, 'latin1');

  test.each([
    ['the header', page('name=x'), 'text/html; charset=windows-1252'],
    ['the header in quotes', page('name=x'), 'text/html; charset="windows-1252"'],
    ['a meta element', page('charset=windows-1252'), 'text/html'],
    ['http-equiv', page('http-equiv=content-type content="text/html; charset=latin1"'), 'text/html'],
    ['the header before a meta element', page('charset=utf-8'), 'text/html; charset=latin1'],
  ])('are those of %s', (_, bytes, type) => {
    expect(read(bytes, type)?.title).toBe('Hafen für €');
  });

  test.each(['text/html; charset=no-such', 'text/html; charset=', 'text/html'])(
    'are UTF-8 with %s',
    (type) => {
      expect(read('<title>Häfen</title>', type)?.title).toBe('Häfen');
    },
  );

  test('of Shift JIS, and after a mark of UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('<title>'), Buffer.from([0x8d, 0x60]), Buffer.from('</title>')]);
    expect(read(bytes, 'text/html; charset=shift_jis')?.title).toBe('港');
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('<title>Häfen</title>')]);
    expect(read(marked, 'text/html; charset=latin1')?.title).toBe('Häfen');
  });
});

describe('a text is one line of what can be seen', () => {
  test.each([
    ['  two \n\t words ', 'two words'],
    ['a\u202egnp.exe', 'agnp.exe'],
    ['\u2067a\u2069\u200b\ufeffb\u00ad', 'ab'],
    ['a\u0000b\u0007c\u009bd', 'a b c d'],
    ['a\u2028b', 'a b'],
    ['👨‍👩‍👧 ❤️', '👨‍👩‍👧 ❤️'],
    ['می‌خواهم', 'می‌خواهم'],
    ['&lt;b&gt;&#x202e;&quot;', '<b>"'],
  ])('%j', (text, shown) => {
    expect(read(`<title>${text}</title>`)?.title).toBe(shown);
    expect(read(`<meta property=og:title content="${text}">`)?.title).toBe(shown);
  });

  test.each(['', '   ', '\u200b\u2060', '&nbsp;'])('%j is no title', (text) => {
    expect(read(`<title>${text}</title>`)).toBeUndefined();
    expect(read(`<meta property=og:title content="${text}"><title>Title</title>`)?.title).toBe('Title');
  });

  test('is cut', () => {
    const long = '🚢'.repeat(1_000);
    const page = read(
      `<title>${long}</title><meta name=description content="${long}"><meta property=og:site_name content="${long}">`,
    );
    expect(page && [page.title, page.description, page.site].map((text) => [...text].length)).toEqual([
      TITLE_MAX,
      DESCRIPTION_MAX,
      SITE_MAX,
    ]);
    expect(page?.title).toMatch(/^(?:🚢)+…$/u);
  });
});

test.each([
  '<title>Title',
  '<html><head><title>Title</title><script>"<title>No</title>"</script>',
  '<!-- <title>No</title> --><title>Title</title>',
  '<svg><title>Title</title></svg>',
  '<title>Title</title><title>Second</title>',
  '<TITLE>Title</TITLE>',
])('%s', (page) => {
  expect(read(page)?.title).toBe('Title');
});

test.each([
  '',
  'no markup',
  '<body><title>Late</title></body>',
  '{"title": 1}',
  '<meta property="og:title">',
])('nothing is read of %j', (page) => {
  expect(read(page)).toBeUndefined();
});

test('any bytes in any pieces lead to bounded texts', () => {
  const parts = fc.constantFrom(
    '<meta ',
    'property=og:title',
    ' content="',
    '">',
    '<title>',
    '</title>',
    '&#x',
    '\u202e',
    '<!--',
    '😀',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(parts, fc.string({ unit: 'binary' })), { maxLength: 50 }),
      fc.integer({ min: 1, max: 50 }),
      (pieces, size) => {
        const page = read(pieces.join(''), 'text/html', size);
        for (const text of Object.values(page ?? {})) {
          expect([...text].length).toBeLessThanOrEqual(DESCRIPTION_MAX);
          expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
          expect(text.isWellFormed()).toBe(true);
        }
      },
    ),
  );
});
