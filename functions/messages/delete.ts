import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { deleteMessage } from '#lib/messages/messaging.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './delete.endpoint.ts';

/** DELETE /messages/{id} */
export const handler = endpoint(
  spec,
  async ({ user, input, admitted }) => {
    await deleteMessage(user.username, input.id, admitted);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
