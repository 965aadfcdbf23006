/**
 * The secrets of a stage in AWS Secrets Manager, one for each purpose, so that a function can be granted one without the other:
 * `corechat/prod/mongodb` is `{ "MONGODB_URI": … }`, `corechat/prod/signing` is `{ "SIGNING_KEYS": … }`, `corechat/prod/jwt` is `{ "JWT_KEYS": … }`, `corechat/prod/log` is `{ "LOG_KEY": … }`,
 * `corechat/prod/names` is `{ "NAME_KEYS": … }`, `corechat/prod/push` is `{ "PUSH_KEY": … }`,
 * and where the stage sends mail `corechat/prod/mail` is `{ "MAIL_URL": … }`.
 */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';

export const VARIABLES = {
  mongodb: 'MONGODB_URI',
  signing: 'SIGNING_KEYS',
  jwt: 'JWT_KEYS',
  log: 'LOG_KEY',
  names: 'NAME_KEYS',
  push: 'PUSH_KEY',
} as const;
/** Of stages that need it: with the setting mailFrom. */
const OPTIONAL = { mail: 'MAIL_URL' } as const;
export type Purpose = keyof typeof VARIABLES;
type AnyPurpose = Purpose | keyof typeof OPTIONAL;
export const PURPOSES = Object.keys(VARIABLES) as Purpose[];

export const secretName = (stage: string, purpose: AnyPurpose): string => `corechat/${stage}/${purpose}`;

/** Of stages from before: all in one, where LOG_KEY may be missing. */
export const formerSecretName = (stage: string): string => `corechat/${stage}`;

export interface StoredSecret {
  value: string;
  /** false when only the former secret holds it */
  isStored: boolean;
  /** when this version was written */
  writtenAt?: Date | undefined;
}

export interface StageSecrets {
  /** those that there are */
  secrets: Partial<Record<Purpose, StoredSecret>>;
  /** of these, what is still to be written: the former secret holds it */
  former: Purpose[];
}

const clientOf = (region: string) => new SecretsManagerClient(clientOptions(region));

/** @returns undefined when there is none @throws UserError when it is not a JSON object of strings */
async function read(name: string, region: string, variables: string[]) {
  try {
    const { SecretString = '', CreatedDate } = await clientOf(region).send(
      new GetSecretValueCommand({ SecretId: name }),
    );
    return { values: parse(name, SecretString, variables), writtenAt: CreatedDate };
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function parse(name: string, text: string, variables: string[]): Record<string, string> {
  let values: Record<string, unknown> | null;
  try {
    values = JSON.parse(text);
    if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new SyntaxError();
  } catch {
    // What it should be says more than where a parser stopped, and shows none of it.
    throw new UserError(`The secret ${name} must be a JSON object with ${variables.join(' and ')}`);
  }
  for (const variable of variables) {
    if (typeof values[variable] !== 'string' || values[variable] === '') {
      throw new UserError(`The secret ${name} has no ${variable}`);
    }
  }
  return values as Record<string, string>;
}

export async function readSecrets(stage: string, region: string): Promise<StageSecrets> {
  const found = await Promise.all(
    PURPOSES.map(async (purpose) => {
      const variable = VARIABLES[purpose];
      const secret = await read(secretName(stage, purpose), region, [variable]);
      return (
        secret && {
          purpose,
          value: secret.values[variable] ?? '',
          isStored: true,
          writtenAt: secret.writtenAt,
        }
      );
    }),
  );
  const secrets: StageSecrets['secrets'] = {};
  for (const secret of found) if (secret) secrets[secret.purpose] = secret;
  const missing = PURPOSES.filter((purpose) => !secrets[purpose]);
  if (missing.length === 0) return { secrets, former: [] };
  const all = await read(formerSecretName(stage), region, [VARIABLES.mongodb, VARIABLES.jwt]);
  const former = missing.filter((purpose) => all?.values[VARIABLES[purpose]]);
  for (const purpose of former) {
    secrets[purpose] = { value: all?.values[VARIABLES[purpose]] ?? '', isStored: false };
  }
  return { secrets, former };
}

/** @returns the URL of the mail server; undefined when there is no such secret @throws UserError when it holds something else */
export async function readMailUrl(stage: string, region: string): Promise<string | undefined> {
  const found = await read(secretName(stage, 'mail'), region, [OPTIONAL.mail]);
  return found?.values[OPTIONAL.mail];
}

/** Makes it, or writes a new version. */
export async function writeSecret(
  stage: string,
  region: string,
  purpose: AnyPurpose,
  value: string,
): Promise<void> {
  const SecretString = JSON.stringify({ [{ ...VARIABLES, ...OPTIONAL }[purpose]]: value });
  const Name = secretName(stage, purpose);
  const client = clientOf(region);
  try {
    await client.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    await client.send(new CreateSecretCommand({ Name, SecretString }));
  }
}
