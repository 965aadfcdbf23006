import { answerRequest } from '#lib/conversations/requests.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './request.endpoint.ts';

/** PUT /conversations/{conversation}/request */
export const handler = endpoint(
  spec,
  async ({ user, input }) => json(200, await answerRequest(user.username, input.conversation, input.Answer)),
  requireLive,
  requireAdmission,
);
