import { endpoint } from '#lib/http/endpoint.ts';
import { json, linkToNext } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { searchMessages } from '#lib/search/search.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './messages.endpoint.ts';

/** GET /search */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { found, next } = await searchMessages(user.username, input);
    const { q, limit } = input;
    return json(
      200,
      found,
      linkToNext(event.rawPath, next === undefined ? undefined : { q, limit, after: next }),
    );
  },
  requireLive,
  requireAdmission,
);
