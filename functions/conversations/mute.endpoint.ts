import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { Conversation } from '#lib/conversations/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { timestamp } from '#lib/http/fields.ts';

const MINUTES_RULE = 'must be a whole number from 1 to 525,600';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.pipe(
    v.strictObject({
      // A username or a conversation's id; an id begins with "~".
      conversation: peer,
      Until: v.optional(v.nullable(timestamp('must be a time such as 2026-11-29T12:00:00Z, or null'))),
      Minutes: v.optional(
        v.pipe(
          v.number(MINUTES_RULE),
          v.integer(MINUTES_RULE),
          v.minValue(1, MINUTES_RULE),
          v.maxValue(525_600, MINUTES_RULE),
        ),
      ),
      Forever: v.optional(v.literal(true, 'must be true')),
    }),
    v.check(
      ({ Until, Minutes, Forever }) =>
        [Until, Minutes, Forever].filter((length) => length !== undefined).length === 1,
      'must have exactly one of Until, Minutes and Forever',
    ),
  ),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/conversations/{conversation}/mute',
  tag: 'Conversations',
  summary: 'Mute a conversation',
  description:
    'Turns off notifications on all devices of the user; other members do not see it. `Minutes` count from now; `Forever` lasts until the user ends it; `Until` null, or a time in the past, ends the mute. The inbox shows it as `MutedUntil`. Repeating the same `Until` changes nothing.',
  bodyRule: { oneOf: [{ required: ['Until'] }, { required: ['Minutes'] }, { required: ['Forever'] }] },
  success: { status: 200, description: 'The changed conversation', output: Conversation },
  problems: ['conversation_not_found'],
  authorization: {
    others: { stranger: '404 conversation_not_found' },
  },
} as const satisfies EndpointDeclaration;
