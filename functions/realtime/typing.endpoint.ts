import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { conversationId, inConversation } from '#lib/conversations/fields.ts';
import type { SocketDeclaration } from '#lib/http/declaration.ts';

const content = {
  type: v.literal('typing', 'must be "typing"'),
  Typing: v.optional(v.boolean('must be true or false'), true),
};

export const frame = inConversation(
  () => v.strictObject({ ...content, User: peer }),
  () => v.strictObject({ ...content, Conversation: conversationId }),
);

export const endpoint = {
  socket: 'typing',
  frame,
  summary: 'Show or hide "typing"',
  degradation: { mongodb: 'error frame', dynamodb: 'error frame', push: 'works, without a push' },
} as const satisfies SocketDeclaration;
