import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'profile', by: 'user' },
  input: v.strictObject({
    Code: v.pipe(text, v.regex(/^[\d\s-]{1,20}$/, 'must be the eight digits of the mail')),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/me/mail',
  tag: 'Accounts',
  summary: 'Confirm the own e-mail address',
  description:
    'With the code that `POST /me/mail` has sent; spaces do not matter. A code takes five attempts. Repeating the request succeeds.',
  sdk: 'confirmMail',
  success: { status: 204, description: 'The address is confirmed' },
  problems: ['invalid_mail_code'],
} as const satisfies EndpointDeclaration;
