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
    Answer: v.picklist(['accept', 'ignore'], 'must be accept or ignore'),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/conversations/{conversation}/request',
  tag: 'Conversations',
  summary: 'Answer a request',
  description:
    'The first messages of a stranger are a request. Accepting it, as writing an answer does, shows both members each other’s presence, typing and read marks. Ignoring it takes the conversation out of the inbox; the other member does not notice. Idempotent; an accepted request stays accepted.',
  success: { status: 200, description: 'The changed conversation', output: Conversation },
  problems: ['conversation_not_found'],
  authorization: {
    others: { stranger: '404 conversation_not_found' },
  },
} as const satisfies EndpointDeclaration;
