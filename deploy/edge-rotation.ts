/** Changing the key that CloudFront adds to requests, without a deployment and without a refused request. */
import {
  CloudFrontClient,
  GetDistributionCommand,
  type GetDistributionCommandOutput,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';
import { type EdgeStep, edgeSecretName, nextEdgeKeys, readEdgeKeys, writeEdgeKeys } from './edge-keys.ts';
import { UNTIL_READ_SECONDS } from './rotation.ts';
import { readStack, stackName } from './stack.ts';

const MINUTES = Math.ceil(UNTIL_READ_SECONDS / 60);

const DONE: Record<EdgeStep, string> = {
  announce: `A new key of the edge is valid. Run this again in ${MINUTES} minutes: CloudFront will send it`,
  promote: `CloudFront sends the new key, within some minutes everywhere. Run this again in ${MINUTES} minutes: the old one will be retired`,
  retire: 'The old key of the edge is retired. That ends the rotation',
};

const HEADER = 'x-corechat-edge';

async function findDistribution(stage: string, region: string) {
  const { outputs = {} } = (await readStack(stackName(stage), region)) ?? {};
  const Id = outputs.EdgeDistribution;
  if (!Id) throw new UserError(`${stackName(stage)} has no edge in ${region}`);
  const client = new CloudFrontClient(clientOptions(region));
  return { client, Id, found: await client.send(new GetDistributionCommand({ Id })) };
}

/** Of each origin. */
const sentHeaders = ({ Distribution }: GetDistributionCommandOutput) =>
  (Distribution?.DistributionConfig?.Origins?.Items ?? []).flatMap(({ CustomHeaders }) =>
    (CustomHeaders?.Items ?? []).filter(({ HeaderName }) => HeaderName?.toLowerCase() === HEADER),
  );

/** CloudFormation gets the same value from the secret when it next touches the distribution. */
async function sendKey(stage: string, region: string, key: string): Promise<void> {
  const { client, Id, found } = await findDistribution(stage, region);
  for (const header of sentHeaders(found)) header.HeaderValue = key;
  const DistributionConfig = found.Distribution?.DistributionConfig;
  await client.send(new UpdateDistributionCommand({ Id, IfMatch: found.ETag, DistributionConfig }));
}

async function requireSent(stage: string, region: string, key: string): Promise<void> {
  const { found } = await findDistribution(stage, region);
  const isSent = sentHeaders(found).every(({ HeaderValue }) => HeaderValue === key);
  if (isSent && found.Distribution?.Status === 'Deployed') return;
  throw new UserError('CloudFront does not send the new key everywhere yet. Run this again in some minutes');
}

/** @returns what to print @throws UserError when it is too early for the next step */
export async function rotateEdgeKey(stage: string, region: string, at = new Date()): Promise<string> {
  const stored = await readEdgeKeys(stage, region);
  if (!stored) {
    throw new UserError(
      `There is no secret ${edgeSecretName(stage)}: a deployment with the setting edge makes it`,
    );
  }
  const { step, keys } = nextEdgeKeys(stored.keys);
  const age = (at.getTime() - (stored.writtenAt?.getTime() ?? 0)) / 1_000;
  if (step !== 'announce' && age < UNTIL_READ_SECONDS) {
    throw new UserError(
      `Too early to ${step} the key: wait another ${Math.ceil(UNTIL_READ_SECONDS - age)} s`,
    );
  }
  // Before the secret says so: cut off in between, the next run repeats this step.
  if (step === 'promote') await sendKey(stage, region, keys.sent);
  if (step === 'retire') await requireSent(stage, region, keys.sent);
  await writeEdgeKeys(stage, region, keys);
  return DONE[step];
}
