import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'mail', by: 'user' },
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/me/mail',
  tag: 'Accounts',
  summary: 'Get a code that confirms the own e-mail address',
  description:
    'Sends eight digits to the address of the account, which `PUT /me/mail` takes within an hour. They replace those sent before. Nothing is sent to a confirmed address, and at most one mail a minute. `PATCH /me` with another `email` ends the confirmation.',
  sdk: 'sendMailCode',
  success: { status: 204, description: 'The code is sent, or the address is confirmed already' },
  problems: ['mail_disabled', 'mail_refused', 'mail_unavailable'],
} as const satisfies EndpointDeclaration;
