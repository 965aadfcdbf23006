import { listUsers } from '#lib/accounts/directory.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { spec } from './list.endpoint.ts';

/** GET /Users: public, because the original client calls it without a token. */
export const handler = endpoint(
  spec,
  async ({ input, event }) => {
    const { prefix, limit } = input;
    const { usernames, next } = await listUsers(input);
    const page = {
      items: usernames,
      next: next === undefined ? undefined : { prefix, limit, after: next },
    };
    return jsonPage(event.rawPath, page);
  },
  requireAdmission,
);
