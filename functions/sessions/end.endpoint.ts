import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  admission: 'handler',
  input: v.strictObject({ id: text }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/sessions/{id}',
  tag: 'Sessions',
  summary: 'Log out one device',
  description: 'The id `current` selects the session of this request.',
  success: { status: 204, description: 'The session has ended', headers: ['Set-Cookie'] },
  problems: ['session_not_found'],
  cases: {
    'another device': {
      authorization: { others: { peer: '404 session_not_found', stranger: '404 session_not_found' } },
      // In this case it has no socket.
      degradation: { push: 'works' },
    },
    // Deletes the session without reading it first.
    '`current`': {
      authorization: {
        standings: { 'session ended': '204', 'account suspended': '204', 'account deleted': '204' },
      },
    },
  },
} as const satisfies EndpointDeclaration;
