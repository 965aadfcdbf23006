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
  path: '/',
  alsoAt: ['/sw.js', '/app/{file}'],
  tag: 'System',
  summary: 'The web app',
  isStatic: true,
  notModified: true,
  success: {
    status: 200,
    description: 'A file of the web app',
    contentTypes: [
      'text/html',
      'text/javascript',
      'text/css',
      'image/svg+xml',
      'image/png',
      'font/woff2',
      'application/manifest+json',
    ],
    headers: ['ETag', 'Vary'],
  },
  problems: ['route_not_found'],
} as const satisfies EndpointDeclaration;
