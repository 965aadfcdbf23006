import { readBlocks } from '#lib/blocks/blocking.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './list.endpoint.ts';

/** GET /blocks */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { blocks, next } = await readBlocks(user, input);
    const { limit } = input;
    return jsonPage(event.rawPath, {
      items: blocks,
      next: next === undefined ? undefined : { limit, after: next },
    });
  },
  requireLive,
);
