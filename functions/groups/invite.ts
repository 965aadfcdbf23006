import { createInvite } from '#lib/groups/invites.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './invite.endpoint.ts';

/** POST /groups/{id}/invites */
export const handler = endpoint(
  spec,
  async ({ user, input: { id, ...limits } }) => json(201, await createInvite(user.username, id, limits)),
  requireLive,
  requireAdmission,
);
