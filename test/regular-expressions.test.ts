/** Every regular expression runs in linear time for any text (ReDoS). */
import { check } from 'recheck';
import { EMAIL_REGEX } from 'valibot';
import { expect, test } from 'vitest';
import { expressionsIn, expressionsOfTheProduct } from './support/source/regular-expressions.ts';

/** Bounded by steps and not by time, so that a busy machine makes no difference. */
const PATIENCE = { timeout: 60_000, attackTimeout: null, incubationTimeout: null };

const verdict = async ({ source, flags }: Pick<RegExp, 'source' | 'flags'>): Promise<string> => {
  const result = await check(source, flags, PATIENCE);
  return result.status === 'vulnerable' ? `vulnerable: ${result.complexity.summary}` : result.status;
};

const found = expressionsOfTheProduct();

test('every regular expression is linear, or has a reason beside it', { timeout: 120_000 }, async () => {
  expect(found.length).toBeGreaterThan(100);
  const unexplained = found.filter(({ reason }) => reason === undefined);
  const dynamic = unexplained.filter(({ literal }) => literal === undefined).map(({ place }) => place);
  expect(dynamic, 'put together as they run: say `// redos: why` above').toEqual([]);
  const literals = new Map(
    unexplained.flatMap(({ place, literal }) =>
      literal ? [[`/${literal.source}/${literal.flags}`, { place, literal }] as const] : [],
    ),
  );
  const verdicts = await Promise.all(
    [...literals].map(async ([text, { place, literal }]) => `${await verdict(literal)} ${text} ${place}`),
  );
  expect(verdicts.filter((each) => !each.startsWith('safe '))).toEqual([]);
});

test('the expression that email addresses are held against is linear', { timeout: 60_000 }, async () => {
  expect(await verdict(EMAIL_REGEX)).toBe('safe');
});

test('no reason stands beside an expression that needs none', { timeout: 60_000 }, async () => {
  const dynamic = new Set(found.filter(({ literal }) => literal === undefined).map(({ place }) => place));
  const explained = found.flatMap(({ reason, literal, place }) =>
    reason && literal && !dynamic.has(place) ? [literal] : [],
  );
  const verdicts = await Promise.all(explained.map(verdict));
  expect(verdicts).not.toContain('safe');
});

test('a vulnerable one is noticed', { timeout: 60_000 }, async () => {
  expect(await verdict(/^(a+)+$/)).toMatch(/^vulnerable: exponential/);
  expect(await verdict(/0+$/)).toMatch(/^vulnerable: 2nd degree polynomial/);
});

test('the parser finds every expression and its comment', () => {
  const source = [
    'const a: RegExp = /a+/g; // not /this/',
    "const b = 'nor /that/';",
    '// redos: it is short.',
    'const c = new RegExp(b);',
    'const d = <T,>(x: T) => RegExp(String(x));',
  ].join('\n');
  expect(expressionsIn(source, 'a.ts')).toEqual([
    { place: 'a.ts:1', reason: undefined, literal: { source: 'a+', flags: 'g' } },
    { place: 'a.ts:4', reason: 'it is short.' },
    { place: 'a.ts:5', reason: 'it is short.' },
  ]);
});
