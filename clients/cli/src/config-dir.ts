import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where this user's sessions and unsent messages are: CORECHAT_CONFIG_DIR, or what the platform says. */
export const configDir = (env: NodeJS.ProcessEnv): string =>
  resolve(env.CORECHAT_CONFIG_DIR || envPaths('corechat', { suffix: '' }).config);
