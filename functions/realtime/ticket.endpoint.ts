import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';
import { Ticket } from '#lib/realtime/resources.ts';

export const spec = {
  access: 'token',
  limit: { name: 'tickets', by: 'user' },
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/realtime/tickets',
  tag: 'Real time',
  summary: 'Get a URL for the WebSocket',
  description:
    'Valid for one connection within 30 seconds, from the requesting origin. See `x-websocket` for the frames.',
  success: { status: 201, description: 'The URL and its ticket', output: Ticket },
} as const satisfies EndpointDeclaration;
