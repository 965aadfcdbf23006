import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError, type ProblemCode, problems } from '#lib/http/errors.ts';
import { problemResponse, toApiError } from '#lib/http/problem.ts';

const codes = Object.keys(problems) as ProblemCode[];

test('every code becomes a complete problem document', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...codes),
      fc.option(fc.string(), { nil: undefined }),
      fc.uuid(),
      (code, detail, id) => {
        const { statusCode, headers, body } = problemResponse(
          new ApiError(code, detail === undefined ? {} : { detail }),
          id,
        );
        expect(statusCode).toBe(problems[code].status);
        expect(headers['Content-Type']).toBe('application/problem+json');
        expect(JSON.parse(body ?? '')).toEqual({
          type: `urn:corechat:problem:${code}`,
          title: problems[code].title,
          status: statusCode,
          code,
          ...(detail === undefined ? {} : { detail }),
          request_id: id,
        });
      },
    ),
  );
});

test('no response contains the text or stack of a thrown value', () => {
  const thrown = fc.oneof(
    fc.string({ minLength: 12 }).map((text) => new Error(text)),
    fc.string({ minLength: 12 }),
    fc.record({ message: fc.string({ minLength: 12 }), statusCode: fc.integer() }),
  );
  fc.assert(
    fc.property(thrown, (value) => {
      const { statusCode, body = '' } = problemResponse(toApiError(value), 'id');
      expect(statusCode).toBe(500);
      expect(JSON.parse(body)).toEqual({
        type: 'urn:corechat:problem:internal_error',
        title: problems.internal_error.title,
        status: 500,
        code: 'internal_error',
        request_id: 'id',
      });
    }),
  );
});

test('a database that does not answer is a 503 that says when to come back', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:27017'), {
    name: 'MongoServerSelectionError',
  });
  const { statusCode, headers, body } = problemResponse(toApiError(error), 'id');
  expect(statusCode).toBe(503);
  expect(headers['Retry-After']).toBe('5');
  expect(body).not.toContain('10.0.0.7');
});

test('a 401 says how to authenticate, and what was wrong with a token that was sent', () => {
  const challenge = (code: ProblemCode) =>
    problemResponse(new ApiError(code), 'id').headers['WWW-Authenticate'];
  expect(challenge('unauthenticated')).toBe('Bearer realm="CoreChat"');
  expect(challenge('token_expired')).toContain('error="invalid_token"');
});
