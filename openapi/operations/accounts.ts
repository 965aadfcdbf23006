import * as input from '../../lib/schemas.ts';
import { ref } from '../json-schema.ts';
import type { Operation } from '../operation.ts';
import { LIMITED, sentence } from './bodies.ts';

export const accounts = {
  'auth/register': {
    tag: 'Accounts',
    summary: 'Register',
    description:
      'When no answer came, or a 503, the account may be there all the same: the same request again can be answered 409 for its own sake. Logging in tells.',
    access: 'public',
    input: input.RegisterInput,
    success: {
      description: 'The account is there',
      schema: sentence('Added Successfully'),
      headers: LIMITED,
    },
    sentences: { 409: { description: 'The username is taken', sentences: ['This user already exists'] } },
    problems: ['rate_limited'],
  },
  'auth/login': {
    tag: 'Accounts',
    summary: 'Log in',
    description: 'Opens a session on this device.',
    access: 'public',
    input: input.LoginInput,
    requestHeaders: ['X-CoreChat-Session'],
    success: { description: 'The tokens of a new session', schema: ref('Login'), headers: ['Set-Cookie'] },
    sentences: {
      404: {
        description: 'Nobody of that name, or another password',
        sentences: ['Invalid user.', 'Wrong password'],
      },
    },
    problems: ['account_suspended', 'rate_limited'],
  },
  'me/show': {
    tag: 'Accounts',
    summary: 'My profile',
    access: 'token',
    input: input.NoInput,
    success: { description: 'What I see of myself', schema: ref('Profile') },
    problems: ['session_ended'],
  },
  'me/update': {
    tag: 'Accounts',
    summary: 'Change my profile',
    description: 'Any of the fields, at least one. `null` clears display name, bio and avatar.',
    access: 'token',
    input: input.UpdateProfileInput,
    success: { description: 'The profile as it is now', schema: ref('Profile') },
    problems: ['session_ended'],
  },
  'me/password': {
    tag: 'Accounts',
    summary: 'Change my password',
    description: 'Other devices are logged out unless they are to be kept.',
    access: 'token',
    input: input.ChangePasswordInput,
    success: { description: 'It has changed' },
    problems: ['session_ended', 'wrong_password', 'rate_limited'],
  },
  'me/delete': {
    tag: 'Accounts',
    summary: 'Delete my account',
    description:
      'For good: what was sent becomes tombstones of a "deleted account", and the name stays taken. A 503 says that there is more to erase than fits into one request: send it again.',
    access: 'token',
    input: input.DeleteAccountInput,
    success: { description: 'The account is gone', headers: ['Set-Cookie'] },
    problems: ['session_ended', 'wrong_password', 'rate_limited'],
  },
  'me/export': {
    tag: 'Accounts',
    summary: 'Everything held about me',
    description: 'In pages of about 1,000 messages.',
    access: 'token',
    input: input.ExportInput,
    success: { description: 'A page', schema: ref('ExportPage'), headers: ['Link', 'Content-Disposition'] },
    problems: ['session_ended', 'invalid_cursor'],
  },
} satisfies Record<string, Operation>;
