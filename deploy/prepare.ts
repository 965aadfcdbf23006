/** What must hold before a deployment changes anything, and the indexes, which come before the code that needs them. */

import { join } from 'node:path';
import { newPushKey, publicPushKey } from '../lib/platform/push-key.ts';
import { startChild } from '../local/child.ts';
import { ROOT } from '../local/root.ts';
import { UserError } from '../local/user-error.ts';
import { requireAccess } from './aws.ts';
import { requireConcurrency } from './concurrency.ts';
import { ensureEdgeKeys } from './edge-keys.ts';
import { emulatorEndpoint } from './emulator.ts';
import { canSign, newLogKey, newNameKey, newSigningKeys, verifyingKeysOf, weakKeys } from './key-ring.ts';
import { refuseMongodbUri } from './mongodb-uri.ts';
import {
  formerSecretName,
  PURPOSES,
  type Purpose,
  readMailUrl,
  readSecrets,
  type StageSecrets,
  secretName,
  VARIABLES,
  writeSecret,
} from './secrets.ts';

export interface Deployment {
  stage: string;
  region: string;
  /** what the functions will get, as far as it is known now; the public key of notifications is added */
  environment: Record<string, unknown>;
  /** that the stack keeps for its functions, in all */
  reservedConcurrency: number;
  hasEdge?: boolean;
}

/** @throws UserError with one line on what to mend @returns what to print, one line each */
export async function prepareDeployment(deployment: Deployment): Promise<string[]> {
  const { stage, region, environment } = deployment;
  await requireAccess(region);
  const found = await readSecrets(stage, region);
  const values = requireSecrets(stage, region, found);
  const refusal = refuseMongodbUri(values.mongodb);
  if (refusal) throw new UserError(`MONGODB_URI of the secret ${secretName(stage, 'mongodb')} ${refusal}`);
  requireStrongKeys(stage, 'signing', values.signing);
  requireStrongKeys(stage, 'jwt', values.jwt);
  if (!emulatorEndpoint()) await requireConcurrency(stage, region, deployment.reservedConcurrency);
  const plain = Object.entries(environment).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const mail = await requireMailServer(deployment);
  const given = PURPOSES.map((purpose) => [VARIABLES[purpose], values[purpose]]);
  const database = await tryConfiguration({
    ...Object.fromEntries(plain),
    ...Object.fromEntries(given),
    ...mail,
    STAGE: stage,
  });
  // Public, so that what answers GET /settings reads no secret.
  environment.PUSH_PUBLIC_KEY = publicPushKey(values.push);
  // What is new is not written before it was tried.
  for (const purpose of PURPOSES.filter((each) => !found.secrets[each]?.isStored)) {
    await writeSecret(stage, region, purpose, values[purpose]);
  }
  if (deployment.hasEdge) await ensureEdgeKeys(stage, region);
  const notices = canSign(values.signing) ? [database, shareNotice(stage)] : [database];
  if (found.former.length === 0) return notices;
  const [former, names] = [
    formerSecretName(stage),
    found.former.map((purpose) => secretName(stage, purpose)),
  ];
  return [
    ...notices,
    `The secret ${former} is divided into ${names.join(', ')}. When this deployment has worked, delete it: aws secretsmanager delete-secret --secret-id ${former} --region ${region}`,
  ];
}

/** Where the stage sends mail. @returns the variable that the functions will read */
async function requireMailServer({
  stage,
  region,
  environment,
}: Deployment): Promise<Record<string, string>> {
  if (!environment.MAIL_FROM) return {};
  const MAIL_URL = await readMailUrl(stage, region);
  if (MAIL_URL) return { MAIL_URL };
  throw new UserError(
    `mailFrom needs a mail server: there is no secret ${secretName(stage, 'mail')} in ${region}. Make it: MAIL_URL='smtps://…' npm run keys -- --stage ${stage} --mail`,
  );
}

const shareNotice = (stage: string): string =>
  `Access tokens are still signed with a secret that every function has. Three steps of npm run keys -- --stage ${stage} replace it by a key that few have; nobody is logged out`;

/**
 * On an emulator, which begins empty, the shell's MONGODB_URI and keys become the secrets. The keys of the log, of reserved
 * names and of notifications are made where they are missing. A stage of an earlier version has no signing key beside JWT_KEYS: those go on signing until a rotation.
 */
function requireSecrets(stage: string, region: string, { secrets }: StageSecrets): Record<Purpose, string> {
  const { MONGODB_URI, JWT_KEYS, SIGNING_KEYS } = process.env;
  const made = {
    log: secrets.log?.value ?? newLogKey(),
    names: secrets.names?.value ?? newNameKey(),
    push: secrets.push?.value ?? newPushKey(),
  };
  const { mongodb, jwt } = secrets;
  const signing = secrets.signing?.value ?? (jwt && canSign(jwt.value) ? jwt.value : undefined);
  if (mongodb && jwt && signing) return { mongodb: mongodb.value, signing, jwt: jwt.value, ...made };
  if (!mongodb && !jwt && emulatorEndpoint() && MONGODB_URI) {
    const keys = SIGNING_KEYS || (JWT_KEYS && canSign(JWT_KEYS) ? JWT_KEYS : newSigningKeys());
    return { mongodb: MONGODB_URI, signing: keys, jwt: JWT_KEYS || verifyingKeysOf(keys), ...made };
  }
  const missing = !mongodb ? 'mongodb' : jwt ? 'signing' : 'jwt';
  const variable = missing === 'mongodb' ? "MONGODB_URI='mongodb+srv://…' " : '';
  throw new UserError(
    `There is no secret ${secretName(stage, missing)} in ${region}. Make it: ${variable}npm run keys -- --stage ${stage}`,
  );
}

function requireStrongKeys(stage: string, purpose: 'signing' | 'jwt', ring: string): void {
  const weak = weakKeys(ring);
  if (weak.length === 0) return;
  throw new UserError(
    `${VARIABLES[purpose]} of the secret ${secretName(stage, purpose)}: ${weak.join(', ')} could be guessed. Make a new one: npm run keys -- --stage ${stage}`,
  );
}

/**
 * In a separate process, because lib reads the environment when it is first imported.
 * @param environment of the functions
 * @returns what the database says, in a line @throws UserError
 */
export async function tryConfiguration(environment: Record<string, string>): Promise<string> {
  const lines: string[] = [];
  const child = startChild(join(ROOT, 'deploy/try-configuration.ts'), [], {
    env: { ...process.env, ...environment },
    onLine: (line) => lines.push(line),
  });
  if ((await child.ended) !== 'with code 0') throw new UserError(lines.join('\n'));
  return lines.at(-1) ?? '';
}
