import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { listSessions, requireSession } from '#lib/sessions/devices.ts';
import { toSessionResource } from '#lib/sessions/session.ts';
import { spec } from './list.endpoint.ts';

/** GET /sessions */
export const handler = endpoint(
  spec,
  async ({ user }) => {
    const sessions = await listSessions(user.username);
    return json(
      200,
      sessions.map((session) => toSessionResource(session, user.session)),
    );
  },
  requireSession,
);
