import * as v from 'valibot';
import { passwordAttempt } from '#lib/accounts/fields.ts';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';
import { Login } from '#lib/sessions/resources.ts';

export const spec = {
  access: 'public',
  limit: { name: 'passwords', by: 'address' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.strictObject({
    username: v.pipe(text, v.nonEmpty('must not be empty')),
    password: passwordAttempt,
    // Cookie mode sends it in a cookie.
    DeviceMark: v.optional(v.pipe(text, v.maxLength(200, 'must be a mark that a log-in returned'))),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/Login',
  tag: 'Accounts',
  summary: 'Log in',
  description:
    'Opens a session on this device. A device that has logged in before sends its `DeviceMark`, so that wrong passwords of others do not delay it. Of more than 50 sessions of a person, the one that was not used for the longest time ends.',
  requestHeaders: ['X-CoreChat-Session'],
  success: {
    status: 200,
    description: 'The tokens of a new session',
    output: Login,
    headers: ['Set-Cookie'],
  },
  sentences: {
    404: {
      description: 'Unknown username or wrong password',
      sentences: ['Invalid user.', 'Wrong password'],
    },
  },
  problems: ['account_suspended'],
  authorization: {
    standings: { 'account suspended': '403 account_suspended', 'account deleted': '404 "Invalid user."' },
  },
} as const satisfies EndpointDeclaration;
