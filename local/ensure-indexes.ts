import { UserError } from './user-error.ts';

/** What of a MongoDB URI may be shown. */
export const withoutCredentials = (uri: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/)(?:[^/]*@)?([^/?]*).*$/, '$1$2');

/**
 * Creates the product's indexes where they are missing.
 * @param env as the functions get it: lib/config.ts reads the environment when it is first imported, hence so late
 * @param database how to call it in an error @throws UserError when it does not answer or refuses
 */
export async function ensureIndexes(env: Record<string, string>, database: string): Promise<void> {
  Object.assign(process.env, env, { LOG_LEVEL: 'error' });
  const [{ createIndexes }, { closeMongo }] = await Promise.all([
    import('../lib/store/indexes.ts'),
    import('../lib/mongo.ts'),
  ]);
  try {
    await createIndexes();
  } catch (error) {
    throw new UserError(`${database} does not work as the database: ${(error as Error).message}`);
  } finally {
    await closeMongo();
  }
}
