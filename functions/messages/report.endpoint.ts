import * as v from 'valibot';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';
import { reportDetail } from '#lib/moderation/fields.ts';
import { Report } from '#lib/moderation/resources.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reports', by: 'user' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.strictObject({
    id: text,
    Reason: v.picklist(['spam', 'abuse', 'other'], 'must be spam, abuse or other'),
    Detail: v.optional(reportDetail),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/messages/{id}/report',
  tag: 'Messages',
  summary: 'Report a message',
  description:
    'Sends the message with its current text to the operators. Repeating it returns the first report.',
  idempotent: true,
  sdk: 'report',
  success: { status: 201, description: 'The report', output: Report },
  problems: ['message_not_found', 'own_message', 'message_deleted', 'system_message'],
  authorization: {
    others: { peer: '403 own_message', stranger: '404 message_not_found' },
  },
} as const satisfies EndpointDeclaration;
