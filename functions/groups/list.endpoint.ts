import * as v from 'valibot';
import { namePrefix } from '#lib/groups/fields.ts';
import { GroupPreview } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'search', by: 'user' },
  input: v.strictObject({ prefix: v.optional(namePrefix), limit: pageLimit(100), after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/groups',
  tag: 'Groups',
  summary: 'List the groups that everybody may join',
  description:
    'In the order of their names, ignoring case; with `prefix` those whose names begin with it. Empty with `DIRECTORY=off`. The inbox lists my own groups.',
  success: { status: 200, description: 'A page of groups', list: GroupPreview, headers: ['Link'] },
  problems: ['invalid_cursor'],
} as const satisfies EndpointDeclaration;
