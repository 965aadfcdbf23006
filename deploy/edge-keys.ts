/**
 * The secret corechat/STAGE/edge: EDGE_KEYS, those that functions accept, and EDGE_SENT, the one that CloudFront adds. Two are valid during
 * a rotation, because functions and CloudFront change at different times.
 */
import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';

export interface EdgeKeys {
  valid: string[];
  sent: string;
}

export type EdgeStep = 'announce' | 'promote' | 'retire';

export const edgeSecretName = (stage: string): string => `corechat/${stage}/edge`;

const newKey = (): string => randomBytes(32).toString('base64url');

/** @returns what is to be stored next: a further key is valid, then CloudFront sends it, then it alone is valid */
export function nextEdgeKeys({ valid, sent }: EdgeKeys): { step: EdgeStep; keys: EdgeKeys } {
  const [other] = valid.filter((key) => key !== sent);
  if (other === undefined) return { step: 'announce', keys: { valid: [sent, newKey()], sent } };
  // The first is the older one.
  if (valid[0] === sent) return { step: 'promote', keys: { valid, sent: other } };
  return { step: 'retire', keys: { valid: [sent], sent } };
}

const clientOf = (region: string) => new SecretsManagerClient(clientOptions(region));

export async function readEdgeKeys(
  stage: string,
  region: string,
): Promise<{ keys: EdgeKeys; writtenAt?: Date | undefined } | undefined> {
  const SecretId = edgeSecretName(stage);
  try {
    const { SecretString = '', CreatedDate } = await clientOf(region).send(
      new GetSecretValueCommand({ SecretId }),
    );
    const { EDGE_KEYS = '', EDGE_SENT = '' } = JSON.parse(SecretString) as Record<string, string>;
    const keys = { valid: EDGE_KEYS.split(','), sent: EDGE_SENT };
    if (!keys.valid.includes(EDGE_SENT) || EDGE_SENT === '') throw new SyntaxError();
    return { keys, writtenAt: CreatedDate };
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(
      `The secret ${SecretId} must be a JSON object with EDGE_KEYS and EDGE_SENT, which is one of them`,
    );
  }
}

export async function writeEdgeKeys(stage: string, region: string, keys: EdgeKeys): Promise<void> {
  const SecretString = JSON.stringify({ EDGE_KEYS: keys.valid.join(','), EDGE_SENT: keys.sent });
  const Name = edgeSecretName(stage);
  const client = clientOf(region);
  try {
    await client.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    await client.send(new CreateSecretCommand({ Name, SecretString }));
  }
}

/** Before the first deployment with an edge. */
export async function ensureEdgeKeys(stage: string, region: string): Promise<EdgeKeys> {
  const found = await readEdgeKeys(stage, region);
  if (found) return found.keys;
  const sent = newKey();
  const keys = { valid: [sent], sent };
  await writeEdgeKeys(stage, region, keys);
  return keys;
}

/** What CloudFront adds. An emulator's does not answer requests, so they take its part there. */
export async function edgeHeaders(stage: string, region: string): Promise<Record<string, string>> {
  const found = await readEdgeKeys(stage, region);
  return found ? { 'x-corechat-edge': found.keys.sent } : {};
}
