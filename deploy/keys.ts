/** `npm run keys`: makes a stage's secrets, takes the next step of changing its signing key, or changes its database's URI. */
import { createSecretKey } from 'node:crypto';
import * as v from 'valibot';
import { pseudonymOf } from '../lib/platform/pseudonym.ts';
import { newPushKey } from '../lib/platform/push-key.ts';
import { mailUrl } from '../lib/platform/secret-values.ts';
import { runCommand, UserError } from '../local/user-error.ts';
import { explainingAws, findRegion, requireAccess } from './aws.ts';
import { rotateEdgeKey } from './edge-rotation.ts';
import { canSign, newLogKey, newNameKey, newSigningKeys, verifyingKeysOf } from './key-ring.ts';
import { refuseMongodbUri } from './mongodb-uri.ts';
import { parseStageOptions } from './options.ts';
import { tryConfiguration } from './prepare.ts';
import { nextStep, type Rotation, secondsLeft, UNTIL_READ_SECONDS } from './rotation.ts';
import {
  formerSecretName,
  PURPOSES,
  type Purpose,
  readSecrets,
  type StageSecrets,
  type StoredSecret,
  secretName,
  writeSecret,
} from './secrets.ts';
import { readSettings } from './settings.ts';
import { readTokenLifetime } from './token-lifetime.ts';

const MINUTES = Math.ceil(UNTIL_READ_SECONDS / 60);

const HELP = `Usage: npm run keys -- --stage STAGE [options]

Creates missing ones of the secrets corechat/STAGE/mongodb, from MONGODB_URI, corechat/STAGE/signing, with a new signing
key (Ed25519), corechat/STAGE/jwt, with the public part of it, corechat/STAGE/log, corechat/STAGE/names and corechat/STAGE/push. With all: takes the next step of changing the signing key. None takes a deployment; functions read secrets again by themselves.
  1. a new key is announced: it verifies tokens, and signs none
  2. ${MINUTES} minutes later: it signs; tokens of the old key stay valid
  3. another ${MINUTES} minutes and an access token's lifetime later: the old key is retired

Options
  --stage STAGE     which
  --region REGION   default: AWS_REGION, or the profile's
  --log-name NAME   print the name that this person has in the stage's log, and change nothing
  --edge            take the next step of changing the key of the edge instead: valid, sent by CloudFront, alone valid
  --push            replace the key of notifications instead; everybody has to turn notifications on again
  --mail            write the mail server, MAIL_URL, into corechat/STAGE/mail instead
  --mongodb         replace the database's URI by MONGODB_URI instead, after trying it
  --print           print new SIGNING_KEYS and JWT_KEYS, or the next step of the SIGNING_KEYS in the environment, and change nothing
  --help            show this and exit
`;

const DONE: Record<Rotation['step'], (kid: string) => string> = {
  announce: (kid) => `${kid} is announced. Run this again in ${MINUTES} minutes: it will sign`,
  promote: (kid) =>
    `${kid} signs, within ${MINUTES} minutes everywhere. The old key can be retired an access token's lifetime after that`,
  retire: (kid) => `${kid} is retired. That ends the rotation`,
};

function givenUri(stage: string, name: string): string {
  const { MONGODB_URI } = process.env;
  if (!MONGODB_URI || !/^mongodb(\+srv)?:\/\/\S+$/.test(MONGODB_URI)) {
    throw new UserError(
      `${name} is to be written: give the database, MONGODB_URI='mongodb+srv://…' npm run keys -- --stage ${stage}`,
    );
  }
  const refusal = refuseMongodbUri(MONGODB_URI);
  if (refusal) throw new UserError(`MONGODB_URI ${refusal}`);
  return MONGODB_URI;
}

/** JWT_KEYS of an earlier version sign. Other keys that verify stay, so that no token is refused. */
function keysFor({ secrets: { signing, jwt } }: StageSecrets): { signing: string; jwt: string } {
  const former = jwt && canSign(jwt.value) ? jwt.value : undefined;
  const ring = signing?.value ?? former ?? newSigningKeys();
  const verifying = verifyingKeysOf(ring);
  return { signing: ring, jwt: jwt && !former ? `${verifying},${jwt.value}` : verifying };
}

async function create(
  stage: string,
  region: string,
  found: StageSecrets,
  absent: Purpose[],
): Promise<string> {
  const keys = keysFor(found);
  // A new signing key takes its public part into a secret that there is.
  const missing =
    absent.includes('signing') && !absent.includes('jwt') ? [...absent, 'jwt' as const] : absent;
  const make: Record<Purpose, () => string> = {
    mongodb: () => givenUri(stage, secretName(stage, 'mongodb')),
    signing: () => keys.signing,
    jwt: () => keys.jwt,
    log: newLogKey,
    names: newNameKey,
    push: newPushKey,
  };
  const made = missing.map((purpose) => ({ purpose, value: make[purpose]() }));
  for (const { purpose, value } of made) await writeSecret(stage, region, purpose, value);
  const names = absent.map((purpose) => secretName(stage, purpose)).join(', ');
  return `Made in ${region}: ${names}. Next: npm run deploy -- --stage ${stage}`;
}

async function rotate({ value, writtenAt }: StoredSecret, stage: string, region: string): Promise<string> {
  const next = nextStep(value);
  const lifetime = await readTokenLifetime(stage, region);
  const left = lifetime === undefined ? 0 : secondsLeft(next.step, writtenAt, lifetime);
  if (left > 0) throw new UserError(`Too early to ${next.step} ${next.kid}: wait another ${left} s`);
  const write = {
    signing: () => writeSecret(stage, region, 'signing', next.ring),
    jwt: () => writeSecret(stage, region, 'jwt', verifyingKeysOf(next.ring)),
  };
  // What verifies is there before what signs, and goes after it.
  for (const purpose of next.step === 'retire'
    ? (['signing', 'jwt'] as const)
    : (['jwt', 'signing'] as const))
    await write[purpose]();
  return DONE[next.step](next.kid);
}

async function replaceDatabase({ value }: StoredSecret, stage: string, region: string): Promise<string> {
  const name = secretName(stage, 'mongodb');
  const MONGODB_URI = givenUri(stage, name);
  if (MONGODB_URI === value) throw new UserError(`${name} holds this URI already`);
  const MONGODB_DATABASE = String(readSettings(stage).mongodbDatabase);
  const SIGNING_KEYS = newSigningKeys();
  console.log(await tryConfiguration({ MONGODB_URI, MONGODB_DATABASE, SIGNING_KEYS, STAGE: stage }));
  await writeSecret(stage, region, 'mongodb', MONGODB_URI);
  return `${name} is replaced. Functions use it within ${MINUTES} minutes; after that, delete the former database user. For another cluster, deploy as well: that creates its indexes`;
}

/** Push services accept notifications of the key that a browser subscribed with, and of no other. */
async function replacePushKey(stage: string, region: string): Promise<string> {
  await writeSecret(stage, region, 'push', newPushKey());
  return `${secretName(stage, 'push')} is replaced, and all subscriptions to notifications have ended. Next: npm run deploy -- --stage ${stage}, after which devices subscribe again as they start`;
}

async function writeMailServer(stage: string, region: string): Promise<string> {
  const { MAIL_URL } = process.env;
  const { issues } = v.safeParse(mailUrl, MAIL_URL);
  if (!MAIL_URL?.startsWith('smtp') || issues) {
    const why = MAIL_URL && issues ? `MAIL_URL ${issues[0].message}. ` : '';
    throw new UserError(
      `${why}Give the mail server: MAIL_URL='smtps://user:password@host' npm run keys -- --stage ${stage} --mail`,
    );
  }
  await writeSecret(stage, region, 'mail', MAIL_URL);
  return `${secretName(stage, 'mail')} is written. Functions use it within ${MINUTES} minutes, where deploy/stages/${stage}.yml has mailFrom`;
}

function logName(username: string, key: StoredSecret | undefined, stage: string): string {
  if (key) return pseudonymOf(username, createSecretKey(key.value, 'base64url'));
  throw new UserError(
    `There is no secret ${secretName(stage, 'log')} yet. npm run deploy -- --stage ${stage} makes it`,
  );
}

await runCommand(async () => {
  const options = parseStageOptions(
    process.argv.slice(2),
    'keys',
    ['print', 'mongodb', 'edge', 'push', 'mail'],
    ['log-name'],
  );
  const { stage, region: given, help, print, mongodb, edge, push, mail, 'log-name': person } = options;
  if (help) return console.log(HELP);
  if (print) {
    const { SIGNING_KEYS } = process.env;
    const ring = SIGNING_KEYS ? nextStep(SIGNING_KEYS).ring : newSigningKeys();
    return console.log(`SIGNING_KEYS=${ring}\nJWT_KEYS=${verifyingKeysOf(ring)}`);
  }
  const region = await findRegion(given);
  await requireAccess(region);
  await explainingAws(region, async () => {
    if (edge) return console.log(await rotateEdgeKey(stage, region));
    if (push) return console.log(await replacePushKey(stage, region));
    if (mail) return console.log(await writeMailServer(stage, region));
    const found = await readSecrets(stage, region);
    const { secrets, former } = found;
    if (person !== '') return console.log(logName(person, secrets.log, stage));
    if (former.length > 0) {
      throw new UserError(
        `${formerSecretName(stage)} is the one secret of an older version. Divide it first: npm run deploy -- --stage ${stage}`,
      );
    }
    const missing = PURPOSES.filter((purpose) => !secrets[purpose]);
    if (!secrets.signing || !secrets.mongodb || missing.length > 0)
      return console.log(await create(stage, region, found, missing));
    const work = mongodb
      ? replaceDatabase(secrets.mongodb, stage, region)
      : rotate(secrets.signing, stage, region);
    console.log(await work);
  });
});
