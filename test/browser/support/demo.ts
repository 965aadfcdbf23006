/** The product with the demo's people and conversations, at a fixed time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir, removeDataDir, startProduct } from '../../support/server/product.ts';
import type { Account } from './accounts.ts';

/** A Thursday afternoon, in London time. */
export const DEMO_NOW = Date.parse('2026-01-15T15:20:00Z');

export interface Demo {
  url: string;
  /** the demo's first two people */
  alice: Account;
  bob: Account;
  stop(): Promise<void>;
}

/** @param small a few messages instead of thousands */
export async function startDemo({ small }: { small: boolean }): Promise<Demo> {
  const product = await startProduct(await makeDataDir());
  const { env } = JSON.parse(readFileSync(join(product.dataDir, 'run.json'), 'utf8'));
  // lib reads its configuration when it is first imported.
  const { MONGODB_URI } = process.env;
  Object.assign(process.env, env, { LOG_LEVEL: 'silent' });
  const { fillDemo } = await import('../../../local/demo/fill.ts');
  const { DEMO_PASSWORD } = await import('../../../local/demo/people.ts');
  const { closeMongo } = await import('../../../lib/platform/mongo.ts');
  const { usernames } = await fillDemo({ seed: '1', small, again: false, now: DEMO_NOW });
  await closeMongo();
  // It says which server's databases are to be tidied up, and the product's own is gone with it.
  if (MONGODB_URI === undefined) delete process.env.MONGODB_URI;
  else process.env.MONGODB_URI = MONGODB_URI;
  const [alice = '', bob = ''] = usernames;
  return {
    url: product.url,
    alice: { username: alice, password: DEMO_PASSWORD },
    bob: { username: bob, password: DEMO_PASSWORD },
    stop: async () => {
      await product.interrupt();
      await removeDataDir(product.dataDir);
    },
  };
}
