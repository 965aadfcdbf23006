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
  path: '/.well-known/security.txt',
  tag: 'System',
  summary: 'Where to report a vulnerability',
  description: 'A file as in RFC 9116, where the deployment names a contact (SECURITY_CONTACT).',
  isStatic: true,
  success: { status: 200, description: 'The file', contentTypes: ['text/plain'] },
  problems: ['route_not_found'],
} as const satisfies EndpointDeclaration;
