import { readInvite } from '#lib/groups/invites.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './show.endpoint.ts';

/** GET /invites/{code} */
export const handler = endpoint(
  spec,
  async ({ input }) => json(200, await readInvite(input.code)),
  requireLive,
);
