import * as v from 'valibot';
import { MESSAGE_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';
import { editedFields } from '#lib/messages/fields.ts';
import { Message } from '#lib/messages/resources.ts';

export const spec = {
  access: 'token',
  limit: { name: 'edits', by: 'user' },
  bodyMax: MESSAGE_BODY_MAX_BYTES,
  admission: 'handler',
  input: v.strictObject({ id: text, ...editedFields }),
} as const;

export const endpoint = {
  spec,
  method: 'PATCH',
  path: '/messages/{id}',
  tag: 'Messages',
  summary: 'Edit an own message',
  description: 'Its attachments stay. The text of a message with attachments can be empty.',
  requestHeaders: ['Prefer'],
  success: {
    status: 200,
    description: 'The message is changed',
    sentence: 'Message has been edited.',
    output: Message,
    headers: ['Vary', 'Preference-Applied'],
  },
  problems: [
    'message_not_found',
    'not_your_message',
    'user_blocked',
    'message_deleted',
    'forwarded_message',
    'system_message',
    'posting_restricted',
    'conversation_closed',
  ],
  authorization: {
    others: { peer: '403 not_your_message', stranger: '404 message_not_found' },
  },
} as const satisfies EndpointDeclaration;
