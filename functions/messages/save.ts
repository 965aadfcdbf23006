import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { saveMessage } from '#lib/messages/saving.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './save.endpoint.ts';

/** PUT /messages/{id}/saved */
export const handler = endpoint(
  spec,
  async ({ user, input, admitted }) => {
    await saveMessage(user.username, input.id, admitted);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
