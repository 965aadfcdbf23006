import { changeOwnProfile } from '#lib/accounts/profiles.ts';
import { actorOf } from '#lib/activity/actor.ts';
import { recordActivity } from '#lib/activity/record.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './update.endpoint.ts';

/** PATCH /me */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const profile = await changeOwnProfile(user, input);
    if (input.email !== undefined) await recordActivity(user.username, 'email', actorOf(event));
    return json(200, profile);
  },
  requireLive,
  requireAdmission,
);
