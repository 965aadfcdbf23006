import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { register } from '#lib/registration.ts';
import { RegisterInput } from '#lib/schemas.ts';

/** POST /Register */
export const handler = endpoint({ access: 'public', input: RegisterInput }, async ({ input }) =>
  (await register(input)) ? json(201, 'Added Successfully') : json(409, 'This user already exists'),
);
