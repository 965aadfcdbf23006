import { unblock } from '#lib/blocks/blocking.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './remove.endpoint.ts';

/** DELETE /blocks/{username} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    await unblock(user, input.username);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
