import { targetOf } from '#lib/conversations/place.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { readAfter, readAround, readAt } from '#lib/messages/around.ts';
import { readChanges, readPage } from '#lib/messages/history.ts';
import { toResource } from '#lib/messages/message.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './list.endpoint.ts';

/** GET /messages */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { limit, before, since, around, at, after, ...target } = input;
    const [reader, of] = [user.username, targetOf(target)];
    const { messages, next, prev, syncToken } =
      since !== undefined
        ? await readChanges(reader, of, { since, limit })
        : around !== undefined
          ? await readAround(reader, of, { around, limit })
          : at !== undefined
            ? await readAt(reader, of, { at: new Date(at), limit })
            : after !== undefined
              ? await readAfter(reader, of, { after, limit })
              : await readPage(reader, of, { before, limit });
    return jsonPage(event.rawPath, {
      items: messages.map(toResource),
      next: next && { ...target, limit, ...next },
      prev: prev && { ...target, limit, ...prev },
      syncToken,
    });
  },
  requireLive,
);
