import * as v from 'valibot';
import { Reader } from '#lib/conversations/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit, text } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ id: text, limit: pageLimit(100), after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/messages/{id}/readers',
  tag: 'Messages',
  summary: 'List who has read a message',
  description:
    'The members whose read mark is at or beyond the message, without its author, in the order of their names. Leaves out who joined later, who shows nobody their read marks, and who blocks the asker or is blocked by them: a page can be shorter than `limit`.',
  sdk: 'readers',
  success: { status: 200, description: 'A page', list: Reader, headers: ['Link'] },
  problems: ['message_not_found', 'invalid_cursor'],
  authorization: { others: { peer: '200', stranger: '404 message_not_found' } },
} as const satisfies EndpointDeclaration;
