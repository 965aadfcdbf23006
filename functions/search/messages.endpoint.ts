import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit } from '#lib/http/fields.ts';
import { searchQuery } from '#lib/search/fields.ts';
import { Search } from '#lib/search/resources.ts';

export const spec = {
  access: 'token',
  limit: { name: 'message_search', by: 'user' },
  input: v.strictObject({ q: searchQuery, limit: pageLimit(50), after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/search',
  tag: 'Messages',
  summary: 'Search messages',
  description:
    'The messages that I may see with all words of `q`, newest first; case and accents are ignored. The last word may be unfinished; words in quotes stand beside each other. `from:` and a username (or `me`), `in:` and a username or a conversation’s id, `after:` and `before:` a day (UTC) or a time, `has:link` and `has:file` narrow the search. Words are also found in names of files. At most 12 words.',
  success: { status: 200, description: 'A page', output: Search, headers: ['Link'] },
  problems: ['conversation_not_found', 'invalid_cursor'],
  authorization: { others: { stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
