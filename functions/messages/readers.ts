import { readReaders } from '#lib/conversations/readers.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './readers.endpoint.ts';

/** GET /messages/{id}/readers */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { readers, next } = await readReaders(user.username, input.id, input);
    const { limit } = input;
    return jsonPage(event.rawPath, {
      items: readers,
      next: next === undefined ? undefined : { limit, after: next },
    });
  },
  requireLive,
);
