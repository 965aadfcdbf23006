import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';
import { reportDetail } from '#lib/moderation/fields.ts';
import { Report } from '#lib/moderation/resources.ts';

export const spec = {
  access: 'token',
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
  description: 'For the operators, with its text as it is now. Again, it answers the first report.',
  idempotent: true,
  sdk: 'report',
  success: { status: 201, description: 'It is reported', output: Report },
  problems: ['message_not_found', 'own_message', 'message_deleted'],
  limit: { name: 'reports' },
  authorization: {
    standings: { 'account deleted': '404 message_not_found' },
    others: { peer: '403 own_message', stranger: '404 message_not_found' },
  },
} as const satisfies EndpointDeclaration;
