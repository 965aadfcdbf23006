/** For tests that touch no database: an environment that lib/platform/config.ts accepts, and a database nobody answers at. */
import { TEST_KEYS } from './keys.ts';

Object.assign(process.env, {
  STAGE: 'test',
  MONGODB_URI: 'mongodb://127.0.0.1:1/',
  JWT_KEYS: TEST_KEYS,
  LOG_LEVEL: 'silent',
});
