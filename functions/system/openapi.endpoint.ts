import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';

export const spec = {
  access: 'public',
  limit: { name: 'files', by: 'address' },
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/openapi.json',
  alsoAt: ['/docs', '/docs/{file}'],
  tag: 'System',
  summary: 'The OpenAPI document and its viewer',
  isStatic: true,
  notModified: true,
  success: {
    status: 200,
    description: 'The document, the viewer, or a file of the viewer',
    contentTypes: ['application/json', 'text/html', 'text/javascript', 'text/css', 'image/png'],
    headers: ['ETag', 'Vary'],
  },
  problems: ['route_not_found'],
} as const satisfies EndpointDeclaration;
