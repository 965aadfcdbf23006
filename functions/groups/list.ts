import { readListedGroups } from '#lib/groups/reading.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './list.endpoint.ts';

/** GET /groups */
export const handler = endpoint(
  spec,
  async ({ input, event }) => {
    const { prefix, limit } = input;
    const { groups, next } = await readListedGroups(input);
    return jsonPage(event.rawPath, {
      items: groups,
      next: next === undefined ? undefined : { prefix, limit, after: next },
    });
  },
  requireLive,
  requireAdmission,
);
