import { closeGroup } from '#lib/groups/settings.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './close.endpoint.ts';

/** DELETE /groups/{id} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    await closeGroup(user.username, input.id);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
