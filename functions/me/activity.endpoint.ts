import * as v from 'valibot';
import { Activity } from '#lib/activity/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ limit: pageLimit(100), after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/me/activity',
  tag: 'Sessions',
  summary: 'List what happened to the own account',
  description:
    'Log-ins and refused attempts, changes of password and e-mail address, ended sessions, exports and acts of operators of the last 90 days, newest first.',
  sdk: 'activity',
  success: { status: 200, description: 'A page', list: Activity, headers: ['Link'] },
  problems: ['invalid_cursor'],
} as const satisfies EndpointDeclaration;
