import { setMember } from '#lib/groups/members.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './set-member.endpoint.ts';

/** PUT /groups/{id}/members/{username} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await setMember(user.username, input.id, input.username, input.Role)),
  requireLive,
  requireAdmission,
);
