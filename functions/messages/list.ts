import { targetOf } from '#lib/conversations/place.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { readChanges, readPage } from '#lib/messages/history.ts';
import { toResource } from '#lib/messages/message.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './list.endpoint.ts';

/** GET /messages */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { limit, before, since, ...target } = input;
    const { messages, next, syncToken } =
      since === undefined
        ? await readPage(user.username, targetOf(target), { before, limit })
        : await readChanges(user.username, targetOf(target), { since, limit });
    const page = { items: messages.map(toResource), next: next && { ...target, limit, ...next }, syncToken };
    return jsonPage(event.rawPath, page);
  },
  requireLive,
);
