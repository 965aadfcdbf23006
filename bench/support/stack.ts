/** The databases of a measurement: the embedded servers, each a separate process, reached over TCP. */
import { randomUUID } from 'node:crypto';
import { startStack } from '../../local/stack.ts';
import { gateway } from '../../test/support/sockets/socket-gateway.ts';

export interface BenchStack {
  /** what every measured program runs with */
  env: Record<string, string>;
  stop(): Promise<void>;
}

interface Kept {
  /** a directory */
  in: string;
  database: string;
}

/** @param kept where databases are kept for a later run; in memory by default */
export async function startBenchStack(kept?: Kept): Promise<BenchStack> {
  const { env, stop } = await startStack(kept?.in);
  const own = {
    ...env,
    MONGODB_DATABASE: kept?.database ?? `bench-${randomUUID()}`,
    WEBSOCKET_MANAGEMENT_URL: await gateway.listen(),
    // The peers log nothing.
    LOG_LEVEL: 'silent',
    // The peers have none. What ours cost is in round-trips.ts.
    RATE_LIMITS: 'off',
  };
  // For what of lib is loaded here, to prepare people and tokens.
  Object.assign(process.env, own);
  const { prepareDatabase } = await import('../../lib/migrations/prepare-database.ts');
  await prepareDatabase();
  return {
    env: own,
    stop: async () => {
      const { closeMongo } = await import('../../lib/platform/mongo.ts');
      await closeMongo();
      gateway.close();
      await stop();
    },
  };
}
