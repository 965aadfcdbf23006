import { listUsers } from '#lib/accounts/directory.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage, withHeaders } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { spec } from './list.endpoint.ts';

/** GET /Users: public, because the original client calls it without a token. */
export const handler = endpoint(spec, async ({ input, event }) => {
  const { prefix, limit, after } = input;
  const isSearch = prefix !== undefined || after !== undefined;
  const headers = isSearch ? await requireAdmission('search', clientAddress(event)) : {};
  const { usernames, next } = await listUsers(input);
  const page = {
    items: usernames,
    next: next === undefined ? undefined : { prefix, limit, after: next },
  };
  return withHeaders(jsonPage(event.rawPath, page), headers);
});
