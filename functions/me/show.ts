import { readOwnProfile } from '#lib/accounts/profiles.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './show.endpoint.ts';

/** GET /me */
export const handler = endpoint(spec, async ({ user }) => json(200, await readOwnProfile(user)), requireLive);
