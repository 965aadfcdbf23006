import * as v from 'valibot';
import type { SocketDeclaration } from '#lib/http/declaration.ts';

export const frame = v.unknown();

export const endpoint = {
  socket: '$default',
  frame,
  summary: 'Refuse unknown frames',
  degradation: { mongodb: 'works', dynamodb: 'error frame', push: 'works' },
} as const satisfies SocketDeclaration;
