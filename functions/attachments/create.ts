import { requestUpload } from '#lib/attachments/uploading.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './create.endpoint.ts';

/** POST /attachments */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    const { Name: name, Type: type, Size: size, Sha256: sha256, Width, Height, Preview, ClientId } = input;
    const look = {
      ...(Width === undefined ? {} : { width: Width }),
      ...(Height === undefined ? {} : { height: Height }),
      ...(Preview === undefined ? {} : { preview: Preview }),
    };
    const file = { name, type, size, sha256, ...look };
    return json(201, await requestUpload(user.username, file, ClientId));
  },
  requireLive,
  requireAdmission,
);
