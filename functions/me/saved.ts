import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { readSaved } from '#lib/messages/saved.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './saved.endpoint.ts';

/** GET /me/saved */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { items, next } = await readSaved(user.username, input);
    const { limit } = input;
    return jsonPage(event.rawPath, { items, next: next === undefined ? undefined : { limit, after: next } });
  },
  requireLive,
);
