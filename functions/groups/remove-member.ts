import { leaveGroup } from '#lib/groups/leaving.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './remove-member.endpoint.ts';

/** DELETE /groups/{id}/members/{username} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    await leaveGroup(user.username, input.id, input.username);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
