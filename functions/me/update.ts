import { changeOwnProfile } from '#lib/accounts/profiles.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './update.endpoint.ts';

/** PATCH /me */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await changeOwnProfile(user, input)),
  requireLive,
  requireAdmission,
);
