import { listInvites } from '#lib/groups/invites.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './invites.endpoint.ts';

/** GET /groups/{id}/invites */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await listInvites(user.username, input.id)),
  requireLive,
);
