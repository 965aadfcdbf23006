/** For tests that touch no database: a valid environment for lib/platform/config.ts, with the address of a database that does not exist. */
import { TEST_KEYS, TEST_SIGNING_KEYS } from './keys.ts';

Object.assign(process.env, {
  STAGE: 'test',
  MONGODB_URI: 'mongodb://127.0.0.1:1/',
  JWT_KEYS: TEST_KEYS,
  SIGNING_KEYS: TEST_SIGNING_KEYS,
  LOG_LEVEL: 'silent',
});
