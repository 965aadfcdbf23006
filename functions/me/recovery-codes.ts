import { makeRecoveryCodes } from '#lib/accounts/recovery.ts';
import type { RecoveryCodesResource } from '#lib/accounts/resources.ts';
import { actorOf } from '#lib/activity/actor.ts';
import { recorded } from '#lib/activity/record.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './recovery-codes.endpoint.ts';

/** POST /me/recovery-codes */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { codes, madeAt } = await recorded(user.username, 'recovery_codes', actorOf(event), () =>
      makeRecoveryCodes(user, clientAddress(event), input.password),
    );
    return json(201, { codes, made_at: madeAt.toISOString() } satisfies RecoveryCodesResource);
  },
  requireLive,
  requireAdmission,
);
