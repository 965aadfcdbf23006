/** Each limit at its edge, and one step beyond. */
import fc from 'fast-check';
import type { GenericSchema } from 'valibot';
import { describe, expect, test } from 'vitest';
import type { ApiError } from '#lib/http/errors.ts';
import { validate } from '#lib/http/input.ts';
import type { FunctionName } from '#lib/routes.ts';
import { endpoints, sockets } from '../../generate/declarations.ts';
import { registration } from '../support/people/registration.ts';

const accepts = (schema: GenericSchema, input: unknown): boolean => {
  try {
    validate(schema, input);
    return true;
  } catch {
    return false;
  }
};

const inputOf = (name: FunctionName): GenericSchema => endpoints[name].spec.input;

const form = registration('alice');
const email = (length: number) => `a@${'b'.repeat(length - 6)}.com`;

describe.each<[string, GenericSchema, (value: unknown) => object, [unknown, unknown][]]>([
  [
    'a username',
    inputOf('auth/register'),
    (username) => ({ ...form, username }),
    [
      ['abc', 'ab'],
      ['x'.repeat(32), 'x'.repeat(33)],
    ],
  ],
  [
    'a password',
    inputOf('auth/register'),
    (password) => ({ ...form, password }),
    [
      ['x'.repeat(8), 'x'.repeat(7)],
      ['x'.repeat(128), 'x'.repeat(129)],
      ['😀'.repeat(128), '😀'.repeat(129)],
      ['well formed 😀', 'ill formed \ud83d'],
      ['größe 123', 'gr\ufffd\ufffde123'],
    ],
  ],
  [
    'a name',
    inputOf('auth/register'),
    (first_name) => ({ ...form, first_name }),
    [
      ['é'.repeat(100), 'é'.repeat(101)],
      ['Ann Lee', 'Ann\u0007Lee'],
      ['O', '\u200b'],
      ['李', ' \t '],
    ],
  ],
  [
    'an email',
    inputOf('auth/register'),
    (value) => ({ ...form, email: value }),
    [
      [email(64), 'nobody'],
      ['a@b.co', `${'a'.repeat(250)}@b.co`],
      ["o'brien@example.org", 'a b@example.org'],
      ['a&b@example.org', 'a@b@example.org'],
      ['user%host@example.org', 'user@host'],
      ['x@xn--bcher-kva.example', 'x@-a.example'],
      ['x@my--shop.example', 'x@a..example'],
      ['alice@bücher.example', 'bücher@example.org'],
      ['a@пример.рф', 'a@bü/cher.example'],
    ],
  ],
  [
    'a password at login',
    inputOf('auth/login'),
    (password) => ({ username: 'alice', password }),
    [
      ['x'.repeat(1_024), 'x'.repeat(1_025)],
      ['', 5],
    ],
  ],
  [
    'a peer',
    inputOf('messages/send'),
    (User) => ({ User, Message: 'x' }),
    [
      ['x'.repeat(64), 'x'.repeat(65)],
      ['b', ''],
    ],
  ],
  [
    'a ClientId',
    inputOf('messages/send'),
    (ClientId) => ({ User: 'bob', Message: 'x', ClientId }),
    [
      ['~'.repeat(64), '~'.repeat(65)],
      ['!', ' '],
      ['a:b/c', 'é'],
    ],
  ],
  [
    'a limit of users',
    inputOf('users/list'),
    (limit) => ({ limit }),
    [
      ['1000', '1001'],
      [1, 0],
    ],
  ],
  [
    'a limit of conversations',
    inputOf('conversations/list'),
    (limit) => ({ limit }),
    [
      ['100', '101'],
      ['1', '0'],
    ],
  ],
  [
    'a prefix',
    inputOf('users/list'),
    (prefix) => ({ prefix }),
    [
      ['A', ''],
      ['x'.repeat(32), 'x'.repeat(33)],
    ],
  ],
  [
    'a direction',
    inputOf('messages/list'),
    (more) => ({ User: 'bob', ...(more as object) }),
    [[{ before: 'x' }, { before: 'x', since: 'y' }]],
  ],
  [
    'a read watermark',
    inputOf('conversations/read'),
    (Seq) => ({ conversation: 'bob', Seq }),
    [
      [0, -1],
      [2 ** 53 - 1, 2 ** 53],
      [1, '1'],
    ],
  ],
])('%s', (_, schema, toInput, pairs) => {
  test.each(pairs)('%j is taken, %j is not', (inside, outside) => {
    expect([accepts(schema, toInput(inside)), accepts(schema, toInput(outside))]).toEqual([true, false]);
  });
});

const inputs: [string, GenericSchema][] = [
  ...Object.entries(endpoints).map(([name, { spec }]): [string, GenericSchema] => [name, spec.input]),
  ...Object.entries(sockets).flatMap(([name, { frame }]): [string, GenericSchema][] =>
    frame ? [[name, frame]] : [],
  ),
];

test.each(inputs)('%s has our own error messages', (_, schema) => {
  const names = [
    'username',
    'password',
    'User',
    'Message',
    'limit',
    'type',
    'Seq',
    'id',
    'bio',
    'avatar',
    'RefreshToken',
  ];
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('', '$', { $ne: null }, ['x'], -1, 1e300));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (input) => {
      try {
        validate(schema, input);
      } catch (error) {
        for (const { detail } of (error as ApiError).options.errors ?? [])
          expect(detail).toMatch(/^(must|is) /);
      }
    }),
  );
});
