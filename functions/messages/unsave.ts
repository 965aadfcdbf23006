import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { unsaveMessage } from '#lib/messages/saving.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './unsave.endpoint.ts';

/** DELETE /messages/{id}/saved */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    await unsaveMessage(user.username, input.id);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
