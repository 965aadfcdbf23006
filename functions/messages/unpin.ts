import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { setPinned } from '#lib/messages/pins.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './unpin.endpoint.ts';

/** DELETE /messages/{id}/pin */
export const handler = endpoint(
  spec,
  async ({ user, input, admitted }) => {
    await setPinned(user.username, input.id, false, admitted);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
