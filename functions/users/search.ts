import { searchPeople } from '#lib/accounts/directory.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './search.endpoint.ts';

/** GET /directory: needs a token, as display names do elsewhere. */
export const handler = endpoint(
  spec,
  async ({ input, event }) => {
    const { people, next } = await searchPeople(input);
    const { name, limit } = input;
    const page = { items: people, next: next === undefined ? undefined : { name, limit, after: next } };
    return jsonPage(event.rawPath, page);
  },
  requireLive,
  requireAdmission,
);
