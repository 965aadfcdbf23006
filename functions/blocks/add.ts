import { block } from '#lib/blocks/blocking.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { BlockInput } from '#lib/schemas.ts';

/** PUT /blocks/{username} */
export const handler = endpoint({ access: 'token', input: BlockInput }, async ({ user, input }) =>
  json(200, await block(user, input.username)),
);
