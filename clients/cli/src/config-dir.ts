import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** The directory of this user's sessions and unsent messages: CORECHAT_CONFIG_DIR, or the platform's default. */
export const configDir = (env: NodeJS.ProcessEnv): string =>
  resolve(env.CORECHAT_CONFIG_DIR || envPaths('corechat', { suffix: '' }).config);
