import { register } from '#lib/accounts/registration.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json, withHeaders } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { spec } from './register.endpoint.ts';

/** POST /Register */
export const handler = endpoint(spec, async ({ input, event }) => {
  const headers = await requireAdmission('register', clientAddress(event));
  const added = await register(input);
  return withHeaders(
    added ? json(201, 'Added Successfully') : json(409, 'This user already exists'),
    headers,
  );
});
