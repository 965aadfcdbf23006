import { listUsers } from '#lib/directory.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { ListUsersInput } from '#lib/schemas.ts';

/** GET /Users: public, because the seed's client asks before it has chosen whom to talk to. */
export const handler = endpoint({ access: 'public', input: ListUsersInput }, async ({ input, event }) => {
  const { usernames, next } = await listUsers(input);
  const { prefix, limit } = input;
  return jsonPage(event.rawPath, {
    items: usernames,
    next: next === undefined ? undefined : { prefix, limit, after: next },
  });
});
