/**
 * Replaces @aws-sdk/credential-provider-node: credentials from the environment only. On Lambda they do not change during the life of
 * an execution environment.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = () => {
  const read = fromEnv();
  return async () => {
    try {
      return await read();
    } catch (cause) {
      const message =
        'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are missing: bundled functions take credentials from the environment only';
      throw new Error(message, { cause });
    }
  };
};
