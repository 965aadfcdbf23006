import { readGroup } from '#lib/groups/reading.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './show.endpoint.ts';

/** GET /groups/{id} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await readGroup(user.username, input.id)),
  requireLive,
);
