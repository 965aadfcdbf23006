import { mute } from '#lib/conversations/muting.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './mute.endpoint.ts';

/** PUT /conversations/{conversation}/mute */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    const { conversation, Until: until, Minutes: minutes, Forever: forever } = input;
    return json(200, await mute(user.username, conversation, { until, minutes, forever }));
  },
  requireLive,
  requireAdmission,
);
