import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  input: v.strictObject({ id: text }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/sessions/{id}',
  tag: 'Sessions',
  summary: 'Log one device out',
  description: '`current` is the one that asks.',
  success: { status: 204, description: 'The session has ended', headers: ['Set-Cookie'] },
  problems: ['session_not_found'],
  session: true,
  cases: {
    'another device': {
      authorization: { others: { peer: '404 session_not_found', stranger: '404 session_not_found' } },
      // It has no socket.
      degradation: { push: 'works' },
    },
    // Ends whatever is left of it, without looking first.
    '`current`': {
      authorization: {
        standings: { 'session ended': '204', 'account suspended': '204', 'account deleted': '204' },
      },
    },
  },
} as const satisfies EndpointDeclaration;
