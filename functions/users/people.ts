import { readPeople } from '#lib/accounts/profiles.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './people.endpoint.ts';

/** GET /people */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await readPeople(user.username, input.usernames)),
  requireLive,
);
