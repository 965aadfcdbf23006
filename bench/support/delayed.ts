import { fileURLToPath } from 'node:url';
import { startChild } from '../../local/child.ts';

/** @returns the environment of a program whose databases answer later by that, and what ends the proxy */
export async function delayDatabases(env: Record<string, string>, milliseconds: number) {
  const { promise, resolve } = Promise.withResolvers<[string, string]>();
  const script = fileURLToPath(new URL('delay-proxy.ts', import.meta.url));
  const addresses = [env.MONGODB_URI ?? '', env.AWS_ENDPOINT_URL_DYNAMODB ?? ''];
  const proxy = startChild(script, [...addresses, String(milliseconds)], {
    env: process.env,
    onLine: (line) => resolve(JSON.parse(line)),
  });
  const [mongodb, dynamodb] = await promise;
  return {
    env: { ...env, MONGODB_URI: mongodb, AWS_ENDPOINT_URL_DYNAMODB: dynamodb },
    stop: () => proxy.stop(500),
  };
}
