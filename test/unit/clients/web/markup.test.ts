/** The formatting of messages: what is formatted, what stays as it is written, and that nothing is lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Markup, markupOf } from '../../../../clients/web/src/components/text/markup.ts';

/** The text of all pieces, marks included. */
const sourceOf = (pieces: readonly Markup[]): string =>
  pieces.map((piece) => ('kind' in piece ? sourceOf(piece.children) : piece.text)).join('');

/** Readable: <kind>text</>, and {marks} */
const show = (pieces: readonly Markup[]): string =>
  pieces
    .map((piece) =>
      'kind' in piece
        ? `<${piece.kind}>${show(piece.children)}</>`
        : piece.isMark
          ? `{${piece.text}}`
          : piece.text,
    )
    .join('')
    .replaceAll('\n', '⏎');

const shown = (text: string): string => show(markupOf(text) ?? [{ text, isMark: false }]);

describe('formats', () => {
  test.each([
    [
      '**bold**, *italic* and _italic_',
      '<strong>{**}bold{**}</>, <emphasis>{*}italic{*}</> and <emphasis>{_}italic{_}</>',
    ],
    ['***both***', '<strong>{**}<emphasis>{*}both{*}</>{**}</>'],
    ['~~wrong~~ (**right**)', '<strike>{~~}wrong{~~}</> (<strong>{**}right{**}</>)'],
    ['say `a*b*c`', 'say <code>{`}a*b*c{`}</>'],
    ['```js\nlet x;\n\nlet y;\n```\nso', '<codeBlock>{```}<codeInfo>js</>{⏎}let x;⏎⏎let y;{⏎}{```}</>{⏎}so'],
    ['see\n```\nopen *x*', 'see{⏎}<codeBlock>{```}{⏎}open *x*</>'],
    ['> one\n> *two*\nanswer', '<quote>{>}{ }one⏎{>}{ }<emphasis>{*}two{*}</></>{⏎}answer'],
    ['> one\n>\n> two', '<quote>{>}{ }one⏎{>}⏎{>}{ }two</>'],
    ['> > one\n> two', '<quote>{>}{ }<quote>{>}{ }one</>{⏎}{>}{ }two</>'],
    [
      'buy:\n- milk\n- **tea**\n\nthanks',
      'buy:{⏎}<bullets><item>{-}{ }milk</>{⏎}<item>{-}{ }<strong>{**}tea{**}</></></>{⏎⏎}thanks',
    ],
    ['1) one\n2) two', '<numbers><item><number>1)</>{ }one</>{⏎}<item><number>2)</>{ }two</></>'],
    ['*https://example.org*', '<emphasis>{*}https://example.org{*}</>'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe('leaves as it is written', () => {
  test.each([
    '2*3*4',
    'a * b * c',
    'snake_case_name',
    '__init__',
    'a lone * or _ or ~',
    '5*',
    '*',
    '**',
    '-*-',
    '~5 ~6',
    '~a~',
    'https://example.org/_a_/*b*',
    '- 5 degrees',
    '1. only',
    '2024. What a year',
    '>:(',
    '>_< no',
    'a > b < c',
    '# 1',
    '----',
    '<b>bold</b> &amp; \\*',
    '[text](https://example.org)',
    '![x](y)',
    '<https://example.org>',
    '| a |\n|---|',
    'title\n=====',
    '    indented',
    '*not\n\nacross*',
    '~~~',
  ])('%j', (text) => {
    expect(shown(text)).toBe(text.replaceAll('\n', '⏎'));
  });

  test('a single line that looks like an item of a list, except for its words', () => {
    expect(shown('- *five* degrees')).toBe('- <emphasis>{*}five{*}</> degrees');
  });
});

const piece = fc.constantFrom(
  '*',
  '**',
  '***',
  '_',
  '~~',
  '~',
  '`',
  '```',
  '```\n',
  '> ',
  '>',
  '- ',
  '* ',
  '1. ',
  '2) ',
  '\n',
  '\n\n',
  '  ',
  '    ',
  ' ',
  '\t',
  'a',
  'word',
  '2',
  'https://example.org/a_b',
  '<b>',
  '&amp;',
  '\\',
  '[',
  '](',
  '😀',
  'é',
  '\r',
  '\u0000',
  '|',
  '#',
  '=',
);

test('the pieces put together are the text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 60 }).map((list) => list.join('')),
        fc.string(),
      ),
      (text) => {
        expect(sourceOf(markupOf(text) ?? [{ text, isMark: false }])).toBe(text);
      },
    ),
    { numRuns: 3_000 },
  );
});

test('text outside of marks is never hidden: marks are punctuation, numbers of lists stay', () => {
  const marks = (pieces: readonly Markup[]): string[] =>
    pieces.flatMap((each) => ('kind' in each ? marks(each.children) : each.isMark ? [each.text] : []));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (list) => {
      for (const each of marks(markupOf(list.join('')) ?? [])) expect(each).toMatch(/^[\s*_~`>+-]*$/);
    }),
    { numRuns: 3_000 },
  );
});

/** Twice the text takes about twice the time: far from the four times of a quadratic one, with room for a busy machine. */
test.each([
  ['>', '>'],
  ['*', '*'],
  ['openers', '*a '],
  ['closers', 'a* '],
  ['both', '*a* '],
  ['code', '`a``b'],
  ['lists', '- '],
  ['strikes', '~~a '],
  ['brackets', '['],
  ['nested lines', '> - '],
  ['mixed', '**a _b '],
])('hostile %s take little time', (_, part) => {
  const text = part.repeat(Math.ceil(10_000 / part.length));
  const startedAt = performance.now();
  expect(sourceOf(markupOf(text) ?? [{ text, isMark: false }])).toBe(text);
  expect(performance.now() - startedAt).toBeLessThan(250);
});

test('quotes in quotes end somewhere', () => {
  const lines = Array.from({ length: 120 }, (_, depth) => `${'> '.repeat(depth)}a`).join('\n');
  expect(markupOf(lines)).toBeUndefined();
});
