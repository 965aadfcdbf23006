import { readBlocks } from '#lib/blocks/blocking.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { ListBlocksInput } from '#lib/schemas.ts';

/** GET /blocks: whom I block. */
export const handler = endpoint(
  { access: 'token', input: ListBlocksInput },
  async ({ user, input, event }) => {
    const { blocks, next } = await readBlocks(user, input);
    const { limit } = input;
    return jsonPage(event.rawPath, {
      items: blocks,
      next: next === undefined ? undefined : { limit, after: next },
    });
  },
);
