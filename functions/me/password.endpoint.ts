import * as v from 'valibot';
import { password, passwordAttempt } from '#lib/accounts/fields.ts';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'passwords', by: 'address' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.strictObject({
    current_password: passwordAttempt,
    new_password: password,
    keep_other_sessions: v.optional(v.boolean('must be true or false'), false),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/me/password',
  tag: 'Accounts',
  summary: 'Change the password',
  description: 'Logs out other devices, unless `keep_other_sessions` is set.',
  success: { status: 204, description: 'The password is changed' },
  problems: ['wrong_password'],
  // In this case the other devices have no socket.
  degradation: { push: 'works' },
} as const satisfies EndpointDeclaration;
