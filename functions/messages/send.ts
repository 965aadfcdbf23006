import { targetOf } from '#lib/conversations/place.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonByPreference } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { findAttachments } from '#lib/messages/attaching.ts';
import { clientIdOf, toContent } from '#lib/messages/fields.ts';
import { findForwarded } from '#lib/messages/forwards.ts';
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
    const content =
      'ForwardOf' in input
        ? await findForwarded(user.username, input.ForwardOf, { to, clientId }, admitted)
        : {
            ...toContent(input),
            ...(await findAttachments(user.username, idsIn(input), { to, clientId }, admitted)),
          };
    const draft = { to, clientId, ...content };
    const message = await sendMessage(user.username, draft, admitted);
    return jsonByPreference(201, prefersRepresentation, 'Message has been sent.', toResource(message));
  },
  requireLive,
  requireAdmission,
);
