import { unblock } from '#lib/blocks/blocking.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { BlockInput } from '#lib/schemas.ts';

/** DELETE /blocks/{username} */
export const handler = endpoint({ access: 'token', input: BlockInput }, async ({ user, input }) => {
  await unblock(user, input.username);
  return noContent();
});
