import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit } from '#lib/http/fields.ts';
import { SavedMessage } from '#lib/messages/resources.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ limit: pageLimit(50), after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/me/saved',
  tag: 'Messages',
  summary: 'List the saved messages',
  description:
    'The one that was saved last first, each as the user may see it now. Deleted messages, and those that the user may not see any more, are left out, so a page can have fewer than `limit`.',
  sdk: 'saved',
  success: { status: 200, description: 'A page', list: SavedMessage, headers: ['Link'] },
  problems: ['invalid_cursor'],
} as const satisfies EndpointDeclaration;
