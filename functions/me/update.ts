import { changeOwnProfile } from '#lib/accounts/profiles.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { UpdateProfileInput } from '#lib/schemas.ts';

/** PATCH /me: any of the fields; null clears one that may be empty. */
export const handler = endpoint({ access: 'token', input: UpdateProfileInput }, async ({ user, input }) =>
  json(200, await changeOwnProfile(user, input)),
);
