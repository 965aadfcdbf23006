import { targetOf } from '#lib/conversations/place.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonByPreference } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { findAttachments } from '#lib/messages/attaching.ts';
import { clientIdOf, toContent } from '#lib/messages/fields.ts';
import { forwardMessage } from '#lib/messages/forwarding.ts';
import { toResource } from '#lib/messages/message.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './send.endpoint.ts';

const idsIn = (input: object): string[] => ('Attachments' in input ? (input.Attachments as string[]) : []);

/** POST /messages */
export const handler = endpoint(
  spec,
  async ({ user, input, admitted, prefersRepresentation, event }) => {
    const to = targetOf(input);
    const clientId = clientIdOf(input.ClientId, event.headers['idempotency-key']);
    const send = { to, clientId };
    const message =
      'ForwardOf' in input
        ? await forwardMessage(user.username, input.ForwardOf, send, admitted)
        : await sendMessage(
            user.username,
            {
              ...send,
              ...toContent(input),
              ...(await findAttachments(user.username, idsIn(input), send, admitted)),
            },
            admitted,
          );
    return jsonByPreference(201, prefersRepresentation, 'Message has been sent.', toResource(message));
  },
  requireLive,
  requireAdmission,
);
