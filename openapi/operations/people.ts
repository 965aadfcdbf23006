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
  'blocks/list': {
    tag: 'People',
    summary: 'Whom I block',
    access: 'token',
    input: input.ListBlocksInput,
    success: { description: 'A page', schema: list(ref('Block')), headers: ['Link'] },
    problems: ['invalid_cursor'],
  },
  'blocks/add': {
    tag: 'People',
    summary: 'Block somebody',
    description:
      'No messages, typing or presence in either direction, and the other side learns nothing of it. Again, it changes nothing.',
    access: 'token',
    input: input.BlockInput,
    success: { description: 'They are blocked', schema: ref('Block') },
    problems: ['session_ended', 'user_not_found'],
  },
  'blocks/remove': {
    tag: 'People',
    summary: 'Unblock somebody',
    description: 'What they sent meanwhile stays unseen. Unblocking whom one does not block changes nothing.',
    access: 'token',
    input: input.BlockInput,
    success: { description: 'They are not blocked' },
  },
} satisfies Record<string, Operation>;
