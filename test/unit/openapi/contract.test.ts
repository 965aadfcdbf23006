/** How tests of the API compare its answers with openapi.json. */
import { expect, test } from 'vitest';
import { expectDocumented } from '../../support/http/contract.ts';

const answer = (code: string) => ({
  status: 404,
  headers: { 'content-type': 'application/problem+json', 'x-request-id': 'r1' },
  body: { type: `urn:corechat:problem:${code}`, title: 'T', status: 404, code, request_id: 'r1' },
});
const operation = { method: 'GET', path: '/Users/{username}' };

test('a code that is documented for the status of a route passes', () => {
  expect(() => expectDocumented(operation, answer('user_not_found'))).not.toThrow();
});

test('a code of another route does not', () => {
  expect(() => expectDocumented(operation, answer('message_not_found'))).toThrow(
    'has the code message_not_found, which is not documented',
  );
});
