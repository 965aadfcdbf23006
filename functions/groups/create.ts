import { createGroup } from '#lib/groups/creation.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './create.endpoint.ts';

/** POST /groups */
export const handler = endpoint(
  spec,
  async ({ user, input: { ClientId, ...form } }) =>
    json(201, await createGroup(user.username, ClientId, form)),
  requireLive,
  requireAdmission,
);
