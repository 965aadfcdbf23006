import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';
import { Health } from '#lib/system/resources.ts';

export const spec = {
  access: 'public',
  limit: { name: 'health', by: 'address' },
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/health',
  tag: 'System',
  summary: 'Health of the API and its dependencies',
  success: {
    status: 200,
    description: 'The databases respond; `push`, which is not required, may be down',
    output: Health,
  },
  tellsDependencies: true,
  degradation: { mongodb: '503, names mongodb', dynamodb: '503, names dynamodb', push: 'works, names push' },
} as const satisfies EndpointDeclaration;
