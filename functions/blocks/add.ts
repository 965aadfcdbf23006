import { block } from '#lib/blocks/blocking.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './add.endpoint.ts';

/** PUT /blocks/{username} */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await block(user, input.username)),
  requireLive,
  requireAdmission,
);
