import { listUsers } from '#lib/accounts/directory.ts';
import { type EndpointRequest, endpoint } from '#lib/http/endpoint.ts';
import { ApiError } from '#lib/http/errors.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { config } from '#lib/platform/config.ts';
import { requireLive } from '#lib/sessions/revocation.ts';
import { spec } from './list.endpoint.ts';

async function list({ input, event }: Pick<EndpointRequest<typeof spec>, 'input' | 'event'>) {
  if (config.directory === 'off') throw new ApiError('directory_off');
  const { prefix, limit } = input;
  const { usernames, next } = await listUsers(input);
  const page = {
    items: usernames,
    next: next === undefined ? undefined : { prefix, limit, after: next },
  };
  return jsonPage(event.rawPath, page);
}

const forEverybody = endpoint(spec, list, requireAdmission);
const forMembers = endpoint({ ...spec, access: 'token' }, list, requireLive, requireAdmission);

/** GET /Users: public by default, because the original client calls it without a token. */
export const handler = config.directory === 'members' ? forMembers : forEverybody;
