import { acceptInvite } from '#lib/groups/invites.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './accept.endpoint.ts';

/** POST /invites/{code} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await acceptInvite(user.username, input.code)),
  requireLive,
  requireAdmission,
);
