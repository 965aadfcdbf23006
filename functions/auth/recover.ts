import { recoverAccount } from '#lib/accounts/recovery.ts';
import { actorOf } from '#lib/activity/actor.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { spec } from './recover.endpoint.ts';

/** POST /recovery */
export const handler = endpoint(spec, async ({ input, event }) => {
  const { username, code, new_password: next } = input;
  await recoverAccount(username, actorOf(event), code, next);
  return noContent();
});
