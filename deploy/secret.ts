/** The one secret of a stage in AWS Secrets Manager: `{ "MONGODB_URI": …, "JWT_KEYS": …, "LOG_KEY": … }`. */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';
import { newLogKey } from './key-ring.ts';

export const secretName = (stage: string): string => `corechat/${stage}`;

export interface StageSecret {
  values: Record<string, string>;
  /** changes with each write */
  version: string;
}

const clientOf = (region: string) => new SecretsManagerClient(clientOptions(region));

/** @returns undefined when there is none @throws UserError when it is not a JSON object of strings */
export async function readSecret(stage: string, region: string): Promise<StageSecret | undefined> {
  const name = secretName(stage);
  try {
    const { SecretString = '', VersionId = '' } = await clientOf(region).send(
      new GetSecretValueCommand({ SecretId: name }),
    );
    return { values: parseSecret(name, SecretString), version: VersionId };
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function parseSecret(name: string, text: string): Record<string, string> {
  try {
    const values: unknown = JSON.parse(text);
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
      return values as Record<string, string>;
    }
  } catch {
    // Below: what it should be says more than where a parser stopped, and shows none of it.
  }
  throw new UserError(`The secret ${name} must be a JSON object with MONGODB_URI and JWT_KEYS`);
}

/** @param existing what `readSecret` found @returns the new version */
export async function writeSecret(
  stage: string,
  region: string,
  values: Record<string, string>,
  existing: StageSecret | undefined,
): Promise<string> {
  const SecretString = JSON.stringify(values);
  const Name = secretName(stage);
  const { VersionId = '' } = existing
    ? await clientOf(region).send(new PutSecretValueCommand({ SecretId: Name, SecretString }))
    : await clientOf(region).send(new CreateSecretCommand({ Name, SecretString }));
  return VersionId;
}

/** Writes a secret that is new, and adds the LOG_KEY that secrets of earlier versions lack. @returns its version */
export async function completeSecret(stage: string, region: string, secret: StageSecret): Promise<string> {
  const { values, version } = secret;
  if (values.LOG_KEY && version !== '') return version;
  const complete = { ...values, LOG_KEY: values.LOG_KEY || newLogKey() };
  return writeSecret(stage, region, complete, version === '' ? undefined : secret);
}
