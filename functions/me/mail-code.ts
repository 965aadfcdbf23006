import { sendMailCode } from '#lib/accounts/sending-codes.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './mail-code.endpoint.ts';

/** POST /me/mail */
export const handler = endpoint(
  spec,
  async ({ user, event }) => {
    await sendMailCode(user, clientAddress(event));
    return noContent();
  },
  requireLive,
  requireAdmission,
);
