import { readInbox, readInboxChanges } from '#lib/conversations/inbox.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './list.endpoint.ts';

/** GET /conversations */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { limit, before, since, requests, pinned } = input;
    const { conversations, next, syncToken } =
      since === undefined
        ? await readInbox(user.username, { before, limit, requests, pinnedFirst: pinned === 'first' })
        : await readInboxChanges(user.username, { since, limit });
    const query = requests === undefined ? { limit } : { limit, requests };
    return jsonPage(event.rawPath, { items: conversations, next: next && { ...query, ...next }, syncToken });
  },
  requireLive,
);
