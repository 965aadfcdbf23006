import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';
import { Ticket } from '#lib/realtime/resources.ts';

export const spec = {
  access: 'token',
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/realtime/tickets',
  tag: 'Real time',
  summary: 'Get the address of a WebSocket',
  description:
    'Good for one connection within 30 seconds, from the origin that asked. See `x-websocket` for the frames.',
  success: { status: 201, description: 'The address', output: Ticket },
  session: true,
} as const satisfies EndpointDeclaration;
