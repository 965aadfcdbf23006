import { deleteAccount } from '#lib/accounts/deletion.ts';
import { actorOf } from '#lib/activity/actor.ts';
import { recorded } from '#lib/activity/record.ts';
import { clearedRefreshCookie } from '#lib/http/cookies.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './delete.endpoint.ts';

/** DELETE /me */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const actor = actorOf(event);
    await recorded(user.username, 'deletion', actor, () =>
      deleteAccount(user, actor.address, input.password),
    );
    return { ...noContent(), cookies: [clearedRefreshCookie()] };
  },
  requireLive,
  requireAdmission,
);
