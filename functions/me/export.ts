import { exportPage } from '#lib/accounts/export.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json, linkToNext } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './export.endpoint.ts';

/** GET /me/export */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { page, next } = await exportPage(user, input.after);
    return json(200, page, {
      'Content-Disposition': 'attachment; filename="corechat-export.json"',
      ...linkToNext(event.rawPath, next === undefined ? undefined : { after: next }),
    });
  },
  requireLive,
  requireAdmission,
);
