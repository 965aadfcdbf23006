/** What must hold before a deployment changes anything. */

import { join } from 'node:path';
import { startChild } from '../local/child.ts';
import { ROOT } from '../local/root.ts';
import { UserError } from '../local/user-error.ts';
import { requireAccess } from './aws.ts';
import { requireConcurrency } from './concurrency.ts';
import { emulatorEndpoint } from './emulator.ts';
import { newKeyRing, weakKeys } from './key-ring.ts';
import { refuseMongodbUri } from './mongodb-uri.ts';
import { completeSecret, readSecret, type StageSecret, secretName } from './secret.ts';

export interface Deployment {
  stage: string;
  region: string;
  /** what the functions will get, as far as it is known now */
  environment: Record<string, unknown>;
  /** that the stack keeps for its functions, in all */
  reservedConcurrency: number;
}

export interface Preparation {
  secretVersion: string;
  /** what to print about the database */
  database: string;
}

/** @throws UserError with one line on what to mend */
export async function prepareDeployment(deployment: Deployment): Promise<Preparation> {
  const { stage, region } = deployment;
  await requireAccess(region);
  const secret = await requireSecret(stage, region);
  checkSecret(stage, secret);
  if (!emulatorEndpoint()) await requireConcurrency(stage, region, deployment.reservedConcurrency);
  const database = await tryConfiguration(deployment, secret);
  return { database, secretVersion: await completeSecret(stage, region, secret) };
}

/**
 * On an emulator, which begins empty, the shell's MONGODB_URI and JWT_KEYS become the secret.
 * @returns a secret without a version when it has yet to be written, which is not done before it was tried
 */
async function requireSecret(stage: string, region: string): Promise<StageSecret> {
  const existing = await readSecret(stage, region);
  if (existing) return existing;
  const { MONGODB_URI } = process.env;
  if (emulatorEndpoint() && MONGODB_URI) {
    return { values: { MONGODB_URI, JWT_KEYS: process.env.JWT_KEYS || newKeyRing() }, version: '' };
  }
  throw new UserError(
    `There is no secret ${secretName(stage)} in ${region}. Make it: MONGODB_URI='mongodb+srv://…' npm run keys -- --stage ${stage}`,
  );
}

function checkSecret(stage: string, { values }: StageSecret): void {
  const name = secretName(stage);
  for (const key of ['MONGODB_URI', 'JWT_KEYS']) {
    if (typeof values[key] !== 'string' || values[key] === '') {
      throw new UserError(`The secret ${name} has no ${key}`);
    }
  }
  const refusal = refuseMongodbUri(values.MONGODB_URI ?? '');
  if (refusal) throw new UserError(`MONGODB_URI of the secret ${name} ${refusal}`);
  const weak = weakKeys(values.JWT_KEYS ?? '');
  if (weak.length > 0) {
    throw new UserError(
      `JWT_KEYS of the secret ${name}: ${weak.join(', ')} could be guessed. Make a new one: npm run keys -- --stage ${stage}`,
    );
  }
}

/** In a process of its own, because lib reads the environment when it is first imported. @returns its last line */
async function tryConfiguration(
  { stage, environment }: Deployment,
  { values }: StageSecret,
): Promise<string> {
  const plain = Object.entries(environment).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[1].startsWith('{{'),
  );
  const lines: string[] = [];
  const child = startChild(join(ROOT, 'deploy/try-configuration.ts'), [], {
    env: { ...process.env, ...Object.fromEntries(plain), ...values, STAGE: stage },
    onLine: (line) => lines.push(line),
  });
  if ((await child.ended) !== 'with code 0') throw new UserError(lines.join('\n'));
  return lines.at(-1) ?? '';
}
