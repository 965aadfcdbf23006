import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { Conversation } from '#lib/conversations/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

const FLAG_RULE = 'must be true or false';
const SEQ_RULE = 'must be a whole number from 1, or null';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.pipe(
    v.strictObject({
      // A username or a conversation's id; an id begins with "~".
      conversation: peer,
      Archived: v.optional(v.boolean(FLAG_RULE)),
      Pinned: v.optional(v.boolean(FLAG_RULE)),
      Notify: v.optional(v.picklist(['all', 'mentions', 'none'], 'must be all, mentions or none')),
      UnreadFrom: v.optional(
        v.nullable(v.pipe(v.number(SEQ_RULE), v.safeInteger(SEQ_RULE), v.minValue(1, SEQ_RULE))),
      ),
    }),
    v.check(
      ({ conversation: _, ...changes }) => Object.values(changes).some((change) => change !== undefined),
      'must have at least one of Archived, Pinned, Notify and UnreadFrom',
    ),
    v.check(
      ({ Archived, Pinned }) => !(Archived && Pinned),
      'must not have both Archived and Pinned: what is pinned is not archived',
    ),
  ),
} as const;

export const endpoint = {
  spec,
  method: 'PATCH',
  path: '/conversations/{conversation}',
  tag: 'Conversations',
  summary: 'Change what a conversation is to oneself',
  description:
    'Absent fields stay. Other members do not see it; the user’s other devices get it by sync. An archived conversation comes back with its next message, unless it is muted. At most 10 conversations can be pinned; pinning ends archiving, and the reverse. `UnreadFrom` shows the conversation as unread from this Seq on until it is read again; the read mark that others see stays.',
  success: { status: 200, description: 'The changed conversation', output: Conversation },
  problems: ['conversation_not_found', 'watermark_beyond_end', 'too_many_pins'],
  authorization: {
    others: { stranger: '404 conversation_not_found' },
  },
} as const satisfies EndpointDeclaration;
