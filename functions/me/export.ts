import { exportPage } from '#lib/accounts/export.ts';
import { actorOf } from '#lib/activity/actor.ts';
import { recordActivity } from '#lib/activity/record.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json, linkToNext } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './export.endpoint.ts';

/** GET /me/export */
export const handler = endpoint(
  spec,
  async ({ user, input, event, admitted }) => {
    const { page, next } = await exportPage(user, input.after);
    await admitted;
    // Each page: a cursor can be made up, so that no request is the first one.
    await recordActivity(user.username, 'export', actorOf(event));
    return json(200, page, {
      'Content-Disposition': 'attachment; filename="corechat-export.json"',
      ...linkToNext(event.rawPath, next === undefined ? undefined : { after: next }),
    });
  },
  requireLive,
  requireAdmission,
);
