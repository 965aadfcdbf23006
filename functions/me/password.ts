import { changePassword } from '#lib/accounts/accounts.ts';
import { actorOf } from '#lib/activity/actor.ts';
import { recorded } from '#lib/activity/record.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './password.endpoint.ts';

/** PUT /me/password */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { current_password: current, new_password: next, keep_other_sessions: keepOtherSessions } = input;
    const actor = actorOf(event);
    await recorded(user.username, 'password', actor, () =>
      changePassword(user, actor.address, { current, next, keepOtherSessions }),
    );
    return noContent();
  },
  requireLive,
  requireAdmission,
);
