import { register } from '#lib/accounts/registration.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { spec } from './register.endpoint.ts';

/** POST /Register */
export const handler = endpoint(
  spec,
  async ({ input }) => {
    const added = await register(input);
    return added ? json(201, 'Added Successfully') : json(409, 'This user already exists');
  },
  requireAdmission,
);
