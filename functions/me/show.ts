import { readOwnProfile } from '#lib/accounts/profiles.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { NoInput } from '#lib/schemas.ts';

/** GET /me */
export const handler = endpoint({ access: 'token', input: NoInput }, async ({ user }) =>
  json(200, await readOwnProfile(user)),
);
