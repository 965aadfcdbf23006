import * as v from 'valibot';
import { peers } from '#lib/accounts/fields.ts';
import { Person } from '#lib/accounts/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'lookups', by: 'user' },
  input: v.strictObject({ usernames: peers }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/people',
  tag: 'People',
  summary: 'Show the profiles and presence of several people',
  description:
    'Up to 50 `usernames`, separated by commas: what a list of conversations shows, in one request. Names without an account are left out.',
  sdk: 'showAll',
  success: { status: 200, description: 'The public parts of the profiles, in no order', list: Person },
} as const satisfies EndpointDeclaration;
