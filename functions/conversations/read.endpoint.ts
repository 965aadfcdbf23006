import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { Conversation } from '#lib/conversations/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.strictObject({
    // A username or a conversation's id; an id begins with "~".
    conversation: peer,
    Seq: v.pipe(
      v.number('must be a number'),
      v.safeInteger('must be a whole number'),
      v.minValue(0, 'must not be negative'),
    ),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/conversations/{conversation}/read',
  tag: 'Conversations',
  summary: 'Mark as read',
  description:
    'Marks all messages up to and including this Seq as read. Idempotent. Stops before a message that may still be on its way: `ReadSeq` of the answer is then lower, and the request can be repeated after ten seconds.',
  success: { status: 200, description: 'The changed conversation', output: Conversation },
  problems: ['conversation_not_found', 'watermark_backwards', 'watermark_beyond_end'],
  authorization: {
    others: { stranger: '404 conversation_not_found' },
  },
} as const satisfies EndpointDeclaration;
