import * as v from 'valibot';
import { Username } from '#lib/accounts/resources.ts';
import { USERNAME_PREFIX_PATTERN } from '#lib/accounts/username.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit, text } from '#lib/http/fields.ts';

export const spec = {
  access: 'public',
  limit: { name: 'search', by: 'address' },
  input: v.strictObject({
    prefix: v.optional(
      v.pipe(text, v.regex(USERNAME_PREFIX_PATTERN, 'must be the beginning of a username'), v.toLowerCase()),
    ),
    limit: pageLimit(1_000),
    after: cursor,
  }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/Users',
  tag: 'People',
  summary: 'List usernames',
  description:
    'Public, unless the deployment shows the list to members only (`DIRECTORY=members`: it then takes a token) or to nobody (`off`).',
  sdk: 'list',
  success: {
    status: 200,
    description: 'Usernames in alphabetical order, ignoring case',
    list: Username,
    headers: ['Link'],
  },
  problems: [
    'invalid_cursor',
    'unauthenticated',
    'invalid_token',
    'token_expired',
    'session_ended',
    'directory_off',
  ],
  cases: {
    'the first page': {},
    'a search': {},
  },
} as const satisfies EndpointDeclaration;
