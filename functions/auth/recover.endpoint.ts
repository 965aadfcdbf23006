import * as v from 'valibot';
import { password } from '#lib/accounts/fields.ts';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';

export const spec = {
  access: 'public',
  limit: { name: 'recoveries', by: 'address' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.strictObject({
    username: v.pipe(text, v.nonEmpty('must not be empty')),
    code: v.pipe(text, v.nonEmpty('must not be empty'), v.maxLength(100, 'must be at most 100 characters')),
    new_password: password,
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/recovery',
  tag: 'Accounts',
  summary: 'Set a new password with a recovery code',
  description:
    'For a forgotten password: `code` is one of the recovery codes, or the token of a link from an operator. Uses it up and logs out all devices. The answer is the same for an unknown name and a wrong code. Repeating the request sets nothing twice.',
  success: { status: 204, description: 'The password is changed' },
  problems: ['invalid_recovery_code'],
  idempotent: true,
  authorization: { standings: { 'account deleted': '403 invalid_recovery_code' } },
} as const satisfies EndpointDeclaration;
