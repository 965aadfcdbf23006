import { readPerson } from '#lib/accounts/profiles.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './show.endpoint.ts';

/** GET /Users/{username} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await readPerson(user.username, input.username)),
  requireLive,
);
