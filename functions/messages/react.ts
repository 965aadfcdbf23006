import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { react } from '#lib/messages/reactions.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './react.endpoint.ts';

/** PUT /messages/{id}/reactions/{emoji} */
export const handler = endpoint(
  spec,
  async ({ user, input, admitted }) => {
    await react(user.username, input.id, input.emoji, admitted);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
