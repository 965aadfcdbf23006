import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { unreact } from '#lib/messages/reactions.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './unreact.endpoint.ts';

/** DELETE /messages/{id}/reactions/{emoji} */
export const handler = endpoint(
  spec,
  async ({ user, input, admitted }) => {
    await unreact(user.username, input.id, input.emoji, admitted);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
