import * as v from 'valibot';
import { Block } from '#lib/blocks/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ limit: pageLimit(100), after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/blocks',
  tag: 'People',
  summary: 'List blocked users',
  sdk: 'list',
  success: { status: 200, description: 'A page', list: Block, headers: ['Link'] },
  problems: ['invalid_cursor'],
} as const satisfies EndpointDeclaration;
