import { getEventListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problems } from '#lib/http/errors.ts';
import { MESSAGE_MAX_BYTES, MESSAGE_MAX_CHARACTERS } from '#lib/messages/text.ts';
import { CoreChatError, type ErrorCode, limits, sentence } from '#sdk';
import { pause } from '../../../../clients/sdk/src/platform.ts';
import { VersionGaps } from '../../../../clients/sdk/src/sync/version-gaps.ts';
import { backoff } from '../../../../clients/sdk/src/transport/backoff.ts';
import { parseRetryAfter } from '../../../../clients/sdk/src/transport/exchange.ts';
import { linkOf, paged, withQuery } from '../../../../clients/sdk/src/transport/paged.ts';
import { generateProtocol } from '../../../../generate/sdk/protocol.ts';

test('src/protocol.ts is up to date with lib', () => {
  const file = join(import.meta.dirname, '../../../../clients/sdk/src/protocol.ts');
  expect(readFileSync(file, 'utf8')).toBe(generateProtocol());
});

test('states the server’s limits of a message', () => {
  expect([limits.messageCharacters, limits.messageBytes]).toEqual([
    MESSAGE_MAX_CHARACTERS,
    MESSAGE_MAX_BYTES,
  ]);
});

test('every code of the server has a sentence', () => {
  const codes = Object.keys(problems) as ErrorCode[];
  for (const code of [...codes, 'network', 'timeout', 'bad_response', 'unknown_user'] as ErrorCode[]) {
    expect(sentence(new CoreChatError(code)), code).toMatch(/^[A-Z].*[.?]$/);
  }
  expect(sentence(new CoreChatError('of_tomorrow' as ErrorCode, { message: 'Too early' }))).toBe('Too early');
  expect(sentence(new TypeError('x is not a function'))).toBe('Something unexpected went wrong.');
});

test('a sentence about a whole request names no field', () => {
  const fields = [{ field: '', detail: 'must have at least one field to change' }];
  const error = new CoreChatError('validation_failed', { status: 400, fields });
  expect(sentence(error)).toBe('The request must have at least one field to change.');
});

test.each([
  [400, '1 second'],
  [80_000, '80 seconds'],
  [80_001, '81 seconds'],
  [900_000, '15 minutes'],
])('a refusal for %i ms says to try again in %s', (retryAfterMs, duration) => {
  const error = new CoreChatError('rate_limited', { status: 429, retryAfterMs });
  expect(sentence(error)).toBe(`That was too much at once. Try again in ${duration}.`);
});

test('a refusal for hours names the other ways to log in', () => {
  const error = new CoreChatError('rate_limited', { status: 429, retryAfterMs: 36_000_000 });
  expect(sentence(error)).toMatch(/another network or a recovery code, or try again in 10 hours\.$/);
});

test('the pause grows to 25 seconds, with full jitter', () => {
  expect([0, 1, 2, 7, 50].map((failures) => backoff(failures, () => 1))).toEqual([
    250, 500, 1000, 25000, 25000,
  ]);
  expect(backoff(3, () => 0)).toBe(0);
});

test.each([
  ['</a?x=1>; rel="next"', '/a?x=1'],
  ['</b>; rel=prev, </c>; rel=next', '/c'],
  ['</d>; title="a, b"; rel="last next"', '/d'],
  ['</e>; REL=NEXT', '/e'],
  ['</f>; rel="nextish"', undefined],
  [null, undefined],
  ['nonsense', undefined],
])('the next page of %s', (header, next) => {
  expect(linkOf(header, 'next')).toBe(next);
});

test('a pause ends with its time or its signal, and leaves nothing behind', async () => {
  const ending = new AbortController();
  await pause(1, ending.signal);
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
  const waiting = pause(60_000, ending.signal);
  ending.abort();
  await waiting;
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
});

test('Retry-After in seconds, or as a date by the server’s clock', () => {
  expect(parseRetryAfter('5', null)).toBe(5_000);
  const [date, later] = ['Sun, 22 Nov 2026 08:00:00 GMT', 'Sun, 22 Nov 2026 08:00:07 GMT'];
  expect(parseRetryAfter(later, date)).toBe(7_000);
  expect(parseRetryAfter(date, later)).toBe(0);
  // A timer that is set further ahead than 24 days fires at once.
  expect([parseRetryAfter('9999999', null), parseRetryAfter('Tue, 22 Nov 2033 08:00:00 GMT', date)]).toEqual([
    3_600_000, 3_600_000,
  ]);
  expect([parseRetryAfter(null, date), parseRetryAfter('soon', date), parseRetryAfter(later, null)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('reads pages one by one, when they are needed', async () => {
  const read: string[] = [];
  const list = paged('/1', async (path) => {
    read.push(path);
    return { items: [`${path}a`, `${path}b`], next: path === '/3' ? undefined : `/${Number(path[1]) + 1}` };
  });
  const seen: string[] = [];
  for await (const item of list) {
    seen.push(item);
    if (item === '/2a') break;
  }
  expect([seen, read]).toEqual([
    ['/1a', '/1b', '/2a'],
    ['/1', '/2'],
  ]);
  expect(withQuery('/a', { x: undefined })).toBe('/a');
  expect(withQuery('/a', { x: 'ä&b', n: 0 })).toBe('/a?x=%C3%A4%26b&n=0');
});

test('a gap is open while a version below the highest is missing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 12 })),
      fc.integer({ min: 0, max: 12 }),
      (versions, settled) => {
        const gaps = new VersionGaps();
        gaps.settle('c', 0);
        for (const version of versions) gaps.note('c', version);
        const arrived = new Set(versions.filter((version) => version <= settled));
        expect(gaps.settle('c', settled)).toBe(arrived.size < settled);
        const highest = Math.max(0, settled, ...versions);
        const missing = Array.from({ length: highest }, (_, index) => index + 1).filter(
          (version) => version > settled && !versions.includes(version),
        );
        expect([...gaps.open.keys()]).toEqual(missing.length > 0 ? ['c'] : []);
        for (const [conversation, version] of gaps.open) gaps.settle(conversation, version);
        expect(gaps.open.size).toBe(0);
      },
    ),
  );
});
