import { updateGroup } from '#lib/groups/settings.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './update.endpoint.ts';

/** PATCH /groups/{id} */
export const handler = endpoint(
  spec,
  async ({ user, input: { id, ...changes } }) => json(200, await updateGroup(user.username, id, changes)),
  requireLive,
  requireAdmission,
);
