import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { toResource } from '#lib/messages/message.ts';
import { readPinned } from '#lib/messages/pinned.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './pins.endpoint.ts';

/** GET /conversations/{conversation}/pins */
export const handler = endpoint(
  spec,
  async ({ user, input: { conversation, limit } }) =>
    json(200, (await readPinned(user.username, conversation, limit)).map(toResource)),
  requireLive,
);
