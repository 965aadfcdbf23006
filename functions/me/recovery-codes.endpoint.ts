import * as v from 'valibot';
import { passwordAttempt } from '#lib/accounts/fields.ts';
import { RecoveryCodes } from '#lib/accounts/resources.ts';
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
  method: 'POST',
  path: '/me/recovery-codes',
  tag: 'Accounts',
  summary: 'Make new recovery codes',
  sdk: 'makeRecoveryCodes',
  description:
    'Ten codes, each of which sets a new password once with `POST /recovery`. They replace those made before, and are not shown again.',
  success: { status: 201, description: 'The codes', output: RecoveryCodes },
  problems: ['wrong_password'],
  // Without counting, passwords could be guessed.
  degradation: { dynamodb: '503' },
} as const satisfies EndpointDeclaration;
