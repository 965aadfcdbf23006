import { actorOf } from '#lib/activity/actor.ts';
import { recordActivity } from '#lib/activity/record.ts';
import { clearedRefreshCookie } from '#lib/http/cookies.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { ApiError } from '#lib/http/errors.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { spec } from './end.endpoint.ts';

/** DELETE /sessions/{id} */
export const handler = endpoint(
  spec,
  async ({ user, input, event, admitted, limited }) => {
    const isOwn = input.id === 'current' || input.id === user.session;
    await (isOwn ? limited : admitted);
    const ended = await endSession(user.username, isOwn ? user.session : input.id);
    if (ended) {
      const kind = isOwn ? 'logout' : 'session_end';
      await recordActivity(user.username, kind, actorOf(event), { subject: ended.device });
    }
    if (isOwn) return { ...noContent(), cookies: [clearedRefreshCookie()] };
    if (!ended) throw new ApiError('session_not_found');
    return noContent();
  },
  requireLive,
  requireAdmission,
);
