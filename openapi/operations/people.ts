import * as input from '../../lib/schemas.ts';
import { ref } from '../json-schema.ts';
import type { Operation } from '../operation.ts';
import { LIMITED, list } from './bodies.ts';

export const people = {
  'users/list': {
    tag: 'People',
    summary: 'Everybody’s username',
    access: 'public',
    input: input.ListUsersInput,
    success: {
      description: 'Usernames in alphabetical order, case aside',
      schema: list({ type: 'string' }),
      headers: ['Link', ...LIMITED],
    },
    problems: ['invalid_cursor', 'rate_limited'],
  },
  'users/show': {
    tag: 'People',
    summary: 'A profile, and whether they are online',
    access: 'token',
    input: input.ShowUserInput,
    success: { description: 'What everybody may see of them', schema: ref('Person') },
    problems: ['user_not_found'],
  },
} satisfies Record<string, Operation>;
