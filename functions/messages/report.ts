import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { reportMessage } from '#lib/moderation/reporting.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './report.endpoint.ts';

/** POST /messages/{id}/report */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    const { id, Reason: reason, Detail: detail = null } = input;
    return json(201, await reportMessage(user.username, id, { reason, detail }));
  },
  requireLive,
  requireAdmission,
);
