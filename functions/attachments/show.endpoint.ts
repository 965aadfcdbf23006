import * as v from 'valibot';
import { isDownload } from '#lib/attachments/fields.ts';
import { Download } from '#lib/attachments/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ id: text, download: isDownload }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/attachments/{id}',
  tag: 'Messages',
  summary: 'Get the address of an attachment',
  description:
    'For those who may see its message; before it is sent, for its owner. Pictures, videos and sounds are shown or played in place, everything else is saved; with `download=true` these are, too.',
  success: { status: 200, description: 'The address, valid for five minutes', output: Download },
  problems: ['attachment_not_found', 'attachment_pending', 'files_disabled'],
  authorization: {
    others: { peer: '404 attachment_not_found', stranger: '404 attachment_not_found' },
  },
} as const satisfies EndpointDeclaration;
