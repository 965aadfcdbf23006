import { expect, test } from 'vitest';
import {
  DEFAULT_RATE_LIMITS,
  delaysUpTo,
  parseRateLimits,
  type RateLimitName,
  rateLimitHeaders,
} from '#lib/limits/rate-limit.ts';

const names = Object.keys(DEFAULT_RATE_LIMITS) as RateLimitName[];

test.each(['', ' ', ','])('%j leaves the defaults', (text) => {
  expect(parseRateLimits(text)).toEqual(DEFAULT_RATE_LIMITS);
});

test('overrides the named limits only', () => {
  expect(parseRateLimits('sends=5/1m, search = off,login=3/2h,frames=1/90s')).toEqual({
    ...DEFAULT_RATE_LIMITS,
    sends: { limit: 5, windowSeconds: 60 },
    search: undefined,
    login: { limit: 3, windowSeconds: 7_200 },
    frames: { limit: 1, windowSeconds: 90 },
  });
});

test('off turns all off, and nothing but off does', () => {
  expect(parseRateLimits('off')).toEqual(Object.fromEntries(names.map((name) => [name, undefined])));
});

test.each([
  'none',
  '0',
  'false',
  'OFF',
  'sends',
  'sends=',
  'sends=0/1m',
  'sends=5',
  'sends=5/0s',
  'sends=5/1w',
  'sends=-5/1m',
  'sends=5/31d',
  'sends=5/1m/1m',
  'sends=5=6/1m',
  'send=5/1m',
  'off,sends=5/1m',
])('%s is refused', (text) => {
  expect(parseRateLimits(text)).toBeUndefined();
});

test('delays double up to the longest', () => {
  expect(delaysUpTo(900)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900]);
  expect(delaysUpTo(60)).toEqual([5, 10, 20, 40, 60]);
  expect(delaysUpTo(3)).toEqual([3]);
});

test('headers follow the draft', () => {
  const policy = { limit: 120, windowSeconds: 60 };
  expect(rateLimitHeaders({ name: 'sends', policy, remaining: 7, resetSeconds: 12 })).toEqual({
    'RateLimit-Policy': '"sends";q=120;w=60',
    RateLimit: '"sends";r=7;t=12',
  });
});
