import * as v from 'valibot';
import { passwordAttempt } from '#lib/accounts/fields.ts';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'passwords', by: 'address' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.strictObject({ password: passwordAttempt }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/me',
  tag: 'Accounts',
  summary: 'Delete the own account',
  description:
    'Cannot be undone. The account disappears immediately; its messages become tombstones of a "deleted account" within seconds. The username stays reserved.',
  success: { status: 204, description: 'The account is deleted', headers: ['Set-Cookie'] },
  problems: ['wrong_password'],
} as const satisfies EndpointDeclaration;
