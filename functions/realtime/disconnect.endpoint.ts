import type { SocketDeclaration } from '#lib/http/declaration.ts';

export const endpoint = {
  socket: '$disconnect',
  summary: 'Handle a closed socket',
  degradation: { mongodb: 'works, without a push', dynamodb: '503', push: 'works, without a push' },
} as const satisfies SocketDeclaration;
