import * as v from 'valibot';
import { email, password, personName, username } from '#lib/accounts/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'public',
  input: v.strictObject({
    first_name: personName,
    last_name: personName,
    username,
    password,
    email,
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/Register',
  tag: 'Accounts',
  summary: 'Register',
  description:
    'When no answer came, or a 503, the account may be there all the same: the same request again can be answered 409 for its own sake. Logging in tells.',
  success: {
    status: 201,
    description: 'The account is there',
    sentence: 'Added Successfully',
  },
  sentences: { 409: { description: 'The username is taken', sentences: ['This user already exists'] } },
  limit: { name: 'register' },
} as const satisfies EndpointDeclaration;
