import { endpoint } from '#lib/http/endpoint.ts';
import { ApiError } from '#lib/http/errors.ts';
import { json } from '#lib/http/responses.ts';
import { listSessions } from '#lib/sessions/devices.ts';
import { toSessionResource } from '#lib/sessions/session.ts';
import { spec } from './list.endpoint.ts';

/** GET /sessions */
export const handler = endpoint(spec, async ({ user }) => {
  const sessions = await listSessions(user.username);
  if (!sessions.some(({ id }) => id === user.session)) throw new ApiError('session_ended');
  return json(
    200,
    sessions.map((session) => toSessionResource(session, user.session)),
  );
});
