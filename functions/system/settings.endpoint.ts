import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';
import { ServerSettings } from '#lib/system/resources.ts';

export const spec = {
  access: 'public',
  limit: { name: 'files', by: 'address' },
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/settings',
  tag: 'System',
  summary: 'What this server allows',
  description:
    'What clients need before a log-in: who may register, and who sees the list of people. It may be kept for five minutes.',
  isStatic: true,
  success: { status: 200, description: 'The settings', output: ServerSettings },
} as const satisfies EndpointDeclaration;
