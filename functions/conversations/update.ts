import { changeOwnStateOf } from '#lib/conversations/changing-own-state.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './update.endpoint.ts';

/** PATCH /conversations/{conversation} */
export const handler = endpoint(
  spec,
  async ({ user, input: { conversation, ...state } }) =>
    json(200, await changeOwnStateOf(user.username, conversation, state)),
  requireLive,
  requireAdmission,
);
