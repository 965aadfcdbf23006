import { findDownload } from '#lib/attachments/downloading.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './show.endpoint.ts';

/** GET /attachments/{id} */
export const handler = endpoint(
  spec,
  async ({ user, input: { id, download } }) => json(200, await findDownload(user.username, id, download)),
  requireLive,
);
