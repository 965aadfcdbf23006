import { unsubscribeFromDigests } from '#lib/digests/unsubscribing.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { spec } from './unsubscribe.endpoint.ts';

/** POST /unsubscribe/{token} */
export const handler = endpoint(spec, async ({ input }) => {
  await unsubscribeFromDigests(input.token);
  return noContent();
});
