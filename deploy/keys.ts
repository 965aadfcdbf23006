/** `npm run keys`: makes a stage's secret, or takes the next step of changing its signing key. */
import { pseudonymOf } from '../lib/pseudonym.ts';
import { runCommand, UserError } from '../local/user-error.ts';
import { explainingAws, findRegion, requireAccess } from './aws.ts';
import { readDeployedSecret } from './deployed-secret.ts';
import { newKeyRing, newLogKey } from './key-ring.ts';
import { refuseMongodbUri } from './mongodb-uri.ts';
import { parseStageOptions } from './options.ts';
import { nextStep, type Rotation, whyNotYet } from './rotation.ts';
import { readSecret, type StageSecret, secretName, writeSecret } from './secret.ts';

const HELP = `Usage: npm run keys -- --stage STAGE [options]

Without a secret corechat/STAGE: makes it, from MONGODB_URI and a new signing key.
With one: takes the next step of a rotation. There are three, each followed by npm run deploy -- --stage STAGE:
  1. a new key is announced: it verifies tokens, and signs none
  2. it signs; tokens of the old key stay valid
  3. the old key is retired, once its last token has expired

Options
  --stage STAGE     which
  --region REGION   default: AWS_REGION, or the profile's
  --log-name NAME   print the name that this person has in the stage's log, and change nothing
  --print           print a new JWT_KEYS, or the next step of the JWT_KEYS in the environment, and change nothing
  --help            show this and exit
`;

const DONE: Record<Rotation['step'], (kid: string) => string> = {
  announce: (kid) => `${kid} is announced. Deploy, then run this again: it will sign`,
  promote: (kid) =>
    `${kid} signs from the next deployment on. Deploy; the old key can be retired an access token's lifetime later`,
  retire: (kid) => `${kid} is retired with the next deployment. That ends the rotation`,
};

async function create(stage: string, region: string): Promise<string> {
  const { MONGODB_URI } = process.env;
  if (!MONGODB_URI || !/^mongodb(\+srv)?:\/\/\S+$/.test(MONGODB_URI)) {
    throw new UserError(
      `${secretName(stage)} is to be made: give the database, MONGODB_URI='mongodb+srv://…' npm run keys -- --stage ${stage}`,
    );
  }
  const refusal = refuseMongodbUri(MONGODB_URI);
  if (refusal) throw new UserError(`MONGODB_URI ${refusal}`);
  await writeSecret(stage, region, { MONGODB_URI, JWT_KEYS: newKeyRing(), LOG_KEY: newLogKey() }, undefined);
  return `${secretName(stage)} is made in ${region}. Next: npm run deploy -- --stage ${stage}`;
}

async function rotate(secret: StageSecret, stage: string, region: string): Promise<string> {
  const next = nextStep(secret.values.JWT_KEYS ?? '');
  const refusal = whyNotYet(next, secret.version, await readDeployedSecret(stage, region));
  if (refusal) throw new UserError(refusal);
  await writeSecret(stage, region, { ...secret.values, JWT_KEYS: next.ring }, secret);
  return DONE[next.step](next.kid);
}

function logName(username: string, secret: StageSecret | undefined, stage: string): string {
  const { LOG_KEY } = secret?.values ?? {};
  if (!LOG_KEY) {
    throw new UserError(
      `${secretName(stage)} has no LOG_KEY yet. It gets one from npm run deploy -- --stage ${stage}`,
    );
  }
  return pseudonymOf(username, Buffer.from(LOG_KEY, 'base64url'));
}

await runCommand(async () => {
  const options = parseStageOptions(process.argv.slice(2), 'keys', ['print'], ['log-name']);
  const { stage, region: given, help, print, 'log-name': person } = options;
  if (help) return console.log(HELP);
  if (print) {
    const { JWT_KEYS } = process.env;
    return console.log(JWT_KEYS ? nextStep(JWT_KEYS).ring : newKeyRing());
  }
  const region = await findRegion(given);
  await requireAccess(region);
  await explainingAws(region, async () => {
    const secret = await readSecret(stage, region);
    if (person !== '') return console.log(logName(person, secret, stage));
    console.log(await (secret ? rotate(secret, stage, region) : create(stage, region)));
  });
});
