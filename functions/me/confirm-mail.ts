import { confirmMail } from '#lib/accounts/confirming.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './confirm-mail.endpoint.ts';

/** PUT /me/mail */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    await confirmMail(user, input.Code);
    return noContent();
  },
  requireLive,
  requireAdmission,
);
