import * as v from 'valibot';
import { passwordAttempt } from '#lib/accounts/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  input: v.strictObject({ password: passwordAttempt }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/me',
  tag: 'Accounts',
  summary: 'Delete my account',
  description:
    'For good: nobody finds the account from now on. What was sent becomes tombstones of a "deleted account" within seconds, and the name stays taken.',
  success: { status: 204, description: 'The account is gone', headers: ['Set-Cookie'] },
  problems: ['wrong_password', 'rate_limited'],
  session: true,
} as const satisfies EndpointDeclaration;
