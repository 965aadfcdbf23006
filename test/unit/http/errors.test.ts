import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ApiError, type ProblemCode, problems } from '#lib/http/errors.ts';

const codes = Object.keys(problems) as ProblemCode[];

test('docs/errors.md lists the same codes with the same statuses', () => {
  const document = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...document.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);
  expect(rows).toEqual(codes.map((code) => [code, problems[code].status]));
});

test('codes are stable identifiers and statuses are errors', () => {
  for (const code of codes) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(problems[code].status).toBeGreaterThanOrEqual(400);
  }
});

test('the private reason is kept as the cause', () => {
  const cause = new Error('connection refused by 10.0.0.7');
  const error = new ApiError('service_unavailable', { cause });
  expect(error.cause).toBe(cause);
  expect(error.message).not.toContain('10.0.0.7');
});
