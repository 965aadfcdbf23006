import { logIn } from '#lib/accounts.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { LoginInput } from '#lib/schemas.ts';

/** POST /Login */
export const handler = endpoint({ access: 'public', input: LoginInput }, async ({ input }) => {
  const result = await logIn(input.username, input.password);
  if (result.outcome === 'unknown user') return json(404, 'Invalid user.');
  if (result.outcome === 'wrong password') return json(404, 'Wrong password');
  const { token, issuedAt, expiresAt } = result.token;
  return json(200, {
    Token: token,
    TokenIssued: issuedAt.toISOString(),
    TokenExpiry: expiresAt.toISOString(),
    Username: result.username,
  });
});
