import * as v from 'valibot';
import { PublicProfile } from '#lib/accounts/resources.ts';
import { nameSearch } from '#lib/accounts/search-field.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'search', by: 'user' },
  input: v.strictObject({ name: nameSearch, limit: pageLimit(100), after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/directory',
  tag: 'People',
  summary: 'Find people by name',
  description:
    'Each word of `name` must be the beginning of a word in the username or display name; case, accents and punctuation are ignored. The person of exactly this username comes first, the others in alphabetical order of their usernames. With `DIRECTORY=off` the person of exactly this username is the only one.',
  sdk: 'search',
  success: { status: 200, description: 'A page of people', list: PublicProfile, headers: ['Link'] },
  problems: ['invalid_cursor'],
} as const satisfies EndpointDeclaration;
