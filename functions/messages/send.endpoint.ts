import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { conversationId, inConversation, withField } from '#lib/conversations/fields.ts';
import { MESSAGE_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { attachedFields, clientId, contentFields, messageId, replyTo } from '#lib/messages/fields.ts';
import { Message } from '#lib/messages/resources.ts';

const content = { ...contentFields, ReplyTo: replyTo, ClientId: v.optional(clientId) };
const attached = { ...attachedFields, ReplyTo: replyTo, ClientId: v.optional(clientId) };
const forward = { ForwardOf: messageId, ClientId: v.optional(clientId) };

export const spec = {
  access: 'token',
  limit: { name: 'sends', by: 'user' },
  bodyMax: MESSAGE_BODY_MAX_BYTES,
  admission: 'handler',
  input: withField(
    'ForwardOf',
    inConversation(
      () => v.strictObject({ User: peer, ...forward }),
      () => v.strictObject({ Conversation: conversationId, ...forward }),
    ),
    withField(
      'Attachments',
      inConversation(
        () => v.strictObject({ User: peer, ...attached }),
        () => v.strictObject({ Conversation: conversationId, ...attached }),
      ),
      inConversation(
        () => v.strictObject({ User: peer, ...content }),
        () => v.strictObject({ Conversation: conversationId, ...content }),
      ),
    ),
  ),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/messages',
  tag: 'Messages',
  summary: 'Send a message',
  description:
    'With a ClientId it can be repeated safely: requests with the same recipient, content and ClientId create one message and get the same answer. `ReplyTo` is the id of a message of the same conversation. With `ForwardOf`, the id of a message that the sender sees, instead of `Message`, the server copies its text and its files, which count for the sender, and names its first author in `Forwarded`. `Attachments` are up to ten ids of uploaded files (`POST /attachments`); `Message` may then be empty.',
  requestHeaders: ['Prefer', 'Idempotency-Key'],
  success: {
    status: 201,
    description: 'The message is stored',
    sentence: 'Message has been sent.',
    output: Message,
    headers: ['Vary', 'Preference-Applied'],
  },
  problems: [
    'user_not_found',
    'conversation_not_found',
    'user_blocked',
    'posting_restricted',
    'conversation_closed',
    'client_id_conflict',
    'too_many_contacts',
    'reply_elsewhere',
    'system_message',
    'message_deleted',
    'message_not_found',
    'attachment_not_found',
    'attachment_not_uploaded',
    'attachment_in_use',
    'attachment_refused',
    'attachment_pending',
    'quota_exceeded',
    'storage_full',
    'files_unavailable',
  ],
  cases: {
    'in a conversation': {},
    'to a new peer': {},
    'with a file': { degradation: { files: '503 files_unavailable' } },
  },
} as const satisfies EndpointDeclaration;
