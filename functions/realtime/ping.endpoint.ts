import * as v from 'valibot';
import type { SocketDeclaration } from '#lib/http/declaration.ts';

export const frame = v.strictObject({ type: v.literal('ping', 'must be "ping"') });

export const endpoint = {
  socket: 'ping',
  frame,
  summary: 'Keep the socket open and the user online',
  degradation: { mongodb: 'works', dynamodb: 'error frame', push: 'works' },
} as const satisfies SocketDeclaration;
