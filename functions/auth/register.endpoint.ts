import * as v from 'valibot';
import { email, invite, newUsername, password, personName } from '#lib/accounts/fields.ts';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'public',
  limit: { name: 'register', by: 'address' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.strictObject({
    first_name: personName,
    last_name: personName,
    username: newUsername,
    password,
    email,
    invite,
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/Register',
  tag: 'Accounts',
  summary: 'Register',
  description:
    '`GET /settings` tells who may register. `invite` is the code of an invitation, where one is needed. After a lost response or a 503 the account may exist: repeating the request can then answer 409. Logging in shows whether it does.',
  success: {
    status: 201,
    description: 'The account was created',
    sentence: 'Added Successfully',
  },
  sentences: { 409: { description: 'The username is taken', sentences: ['This user already exists'] } },
  problems: ['registration_closed', 'invalid_invite', 'email_domain_refused'],
} as const satisfies EndpointDeclaration;
