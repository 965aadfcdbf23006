/** Which secrets a function reads as it starts. */
import { join } from 'node:path';
import { vi } from 'vitest';

const FUNCTIONS = join(import.meta.dirname, '../../../functions');

/** No server answers there: the needed secrets are known before the request. */
const WITHOUT_SECRETS = {
  MONGODB_URI: '',
  JWT_KEYS: '',
  SIGNING_KEYS: '',
  LOG_KEY: '',
  PUSH_KEY: '',
  // Without a sender no function reads it.
  MAIL_FROM: 'chat@example.org',
  MAIL_URL: '',
  SECRETS: 'corechat/test',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1',
};

/** @param name of a function: messages/send @returns the last parts of their names, in order */
export async function neededSecrets(name: string): Promise<string[]> {
  for (const [variable, value] of Object.entries(WITHOUT_SECRETS)) vi.stubEnv(variable, value);
  vi.resetModules();
  await import(/* @vite-ignore */ join(FUNCTIONS, `${name}.ts`));
  // It imports what it works with when it is called.
  if (name === 'system/schema') await import('#lib/migrations/prepare-database.ts');
  const secrets = await import('#lib/platform/secrets.ts');
  vi.unstubAllEnvs();
  return secrets.neededSecrets();
}
