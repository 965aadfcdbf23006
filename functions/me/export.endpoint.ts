import * as v from 'valibot';
import { ExportPage } from '#lib/accounts/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'exports', by: 'user' },
  input: v.strictObject({ after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/me/export',
  tag: 'Accounts',
  summary: 'Export all data of the own account',
  description: 'In pages of about 1,000 messages.',
  success: {
    status: 200,
    description: 'A page',
    output: ExportPage,
    headers: ['Link', 'Content-Disposition'],
  },
  problems: ['invalid_cursor'],
} as const satisfies EndpointDeclaration;
