import { actorOf } from '#lib/activity/actor.ts';
import { recordActivity } from '#lib/activity/record.ts';
import { clearedRefreshCookie } from '#lib/http/cookies.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { endSession, endSessions } from '#lib/sessions/sessions.ts';
import { spec } from './end-all.endpoint.ts';

/** DELETE /sessions: logs out all devices, including this one. */
export const handler = endpoint(
  spec,
  async ({ user, event }) => {
    // The current session ends last, so that the client can repeat the request after a failure.
    await endSessions(user.username, user.session);
    await endSession(user.username, user.session);
    await recordActivity(user.username, 'sessions_end', actorOf(event));
    return { ...noContent(), cookies: [clearedRefreshCookie()] };
  },
  requireLive,
  requireAdmission,
);
