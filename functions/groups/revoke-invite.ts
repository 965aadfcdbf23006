import { revokeInvite } from '#lib/groups/invites.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './revoke-invite.endpoint.ts';

/** DELETE /groups/{id}/invites/{invite} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    await revokeInvite(user.username, input.id, input.invite);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
