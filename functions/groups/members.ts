import { listMembers } from '#lib/groups/members.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './members.endpoint.ts';

/** GET /groups/{id}/members */
export const handler = endpoint(
  spec,
  async ({ user, input: { id, limit, after }, event }) => {
    const { members, next } = await listMembers(user.username, id, { after, limit });
    return jsonPage(event.rawPath, {
      items: members,
      next: next === undefined ? undefined : { limit, after: next },
    });
  },
  requireLive,
);
