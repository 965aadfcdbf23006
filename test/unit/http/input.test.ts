import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetOf } from '#lib/conversations/place.ts';
import { ApiError } from '#lib/http/errors.ts';
import { gatherInput, validate } from '#lib/http/input.ts';
import type { ApiEvent } from '#lib/http/types.ts';
import { spec as register } from '../../../functions/auth/register.endpoint.ts';
import { spec as listMessages } from '../../../functions/messages/list.endpoint.ts';
import { spec as sendMessage } from '../../../functions/messages/send.endpoint.ts';
import { registration } from '../../support/people/registration.ts';

const event = (method: string, parts: Partial<ApiEvent>) =>
  ({ queryStringParameters: {}, requestContext: { http: { method } }, ...parts }) as unknown as ApiEvent;

const faults = (schema: Parameters<typeof validate>[0], input: unknown) => {
  try {
    validate(schema, input);
    return [];
  } catch (error) {
    return (error as ApiError).options.errors ?? [(error as Error).message];
  }
};

describe('gathering', () => {
  test('a reading method takes the query and the body, the body wins', () => {
    const parts = { queryStringParameters: { User: 'bob', limit: '5' }, body: { User: 'carol' } };
    expect(gatherInput(event('GET', parts))).toEqual({ User: 'carol', limit: '5' });
  });

  test('a writing method takes no field from the query', () => {
    expect(
      gatherInput(event('POST', { queryStringParameters: { Message: 'x' }, body: { User: 'bob' } })),
    ).toEqual({
      User: 'bob',
    });
  });

  test('a deletion takes no field from the query: a password does not belong into an address', () => {
    const parts = { queryStringParameters: { password: 'secret' } };
    expect(gatherInput(event('DELETE', parts))).toEqual({});
  });

  test('nothing overrides the path', () => {
    expect(gatherInput(event('PATCH', { body: { id: 'theirs' }, pathParameters: { id: 'mine' } }))).toEqual({
      id: 'mine',
    });
  });

  test.each([[[]], ['text'], [null], [5], [true]])('a body of %j is refused', (body) => {
    expect(() => gatherInput(event('POST', { body }))).toThrow('must be a JSON object');
  });
});

describe('validation', () => {
  test('names each wrong field once: missing, wrong and unknown', () => {
    const input = { first_name: 'Ada', last_name: {}, username: 'a b', password: 'short', role: 'admin' };
    expect(faults(register.input, input)).toEqual([
      { field: 'last_name', detail: 'must be a string' },
      { field: 'username', detail: 'must be 3–32 characters: letters, digits, "_", "." or "-"' },
      { field: 'password', detail: 'must be 8–128 characters' },
      { field: 'email', detail: 'is missing' },
      { field: 'role', detail: 'is not a field of this request' },
    ]);
  });

  test('a complete registration passes, and the password is normalised', () => {
    const form = registration('alice');
    expect(validate(register.input, { ...form, password: 'cafe\u0301 au lait' })).toEqual({
      ...form,
      password: 'café au lait',
    });
  });

  test.each(['0', '-1', '201', '1.5', '1e2', '', ' 5', 'NaN', 0, 201, 1.5, null, {}, []])(
    'a limit of %j is refused',
    (limit) => {
      expect(faults(listMessages.input, { User: 'bob', limit })).toEqual([
        { field: 'limit', detail: 'must be a whole number from 1 to 200' },
      ]);
    },
  );

  test.each([
    ['50', 50],
    [50, 50],
    [undefined, 200],
  ])('a limit of %j is %i', (limit, expected) => {
    const input = limit === undefined ? { User: 'bob' } : { User: 'bob', limit };
    expect(validate(listMessages.input, input).limit).toBe(expected);
  });

  test('for any JSON a schema either refuses it with a sentence or passes on plain strings', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom({ $ne: null }, { $gt: '' }, ['bob'], 'bob'));
    const input = fc.dictionary(
      fc.constantFrom('User', 'Conversation', 'Message', 'ClientId', '__proto__', 'extra'),
      value,
    );
    fc.assert(
      fc.property(input, (candidate) => {
        try {
          const written = validate(sendMessage.input, candidate);
          if ('ForwardOf' in written) return;
          const { Message, ClientId = '', ...target } = written;
          expect([typeof targetOf(target), typeof Message, typeof ClientId]).toEqual([
            'string',
            'string',
            'string',
          ]);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
          for (const { detail } of (error as ApiError).options.errors ?? [])
            expect(detail).toMatch(/^(must|is) /);
        }
      }),
    );
  });
});
