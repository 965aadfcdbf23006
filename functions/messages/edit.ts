import { endpoint } from '#lib/http/endpoint.ts';
import { jsonByPreference } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { toContent } from '#lib/messages/fields.ts';
import { toResource } from '#lib/messages/message.ts';
import { editMessage } from '#lib/messages/messaging.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './edit.endpoint.ts';

/** PATCH /messages/{id} */
export const handler = endpoint(
  spec,
  async ({ user, input, admitted, prefersRepresentation }) => {
    const message = await editMessage(user.username, input.id, toContent(input), admitted);
    return jsonByPreference(200, prefersRepresentation, 'Message has been edited.', toResource(message));
  },
  requireLive,
  requireAdmission,
);
