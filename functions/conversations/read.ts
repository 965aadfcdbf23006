import { markRead } from '#lib/conversations/read-watermark.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './read.endpoint.ts';

/** PUT /conversations/{conversation}/read */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await markRead(user.username, input.conversation, input.Seq)),
  requireLive,
  requireAdmission,
);
