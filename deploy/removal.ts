/** Deletes a stack in any state, and finds out what stays. */
import {
  DeleteStackCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { UserError } from '../local/user-error.ts';
import { emptyBucket } from './bucket.ts';
import type { Leftover } from './leftovers.ts';
import { cloudFormation, readTemplate, type Stack, stackName, untilAtRest } from './stack.ts';
import type { Template } from './template.ts';

export interface Removing {
  stage: string;
  region: string;
  onStep: (line: string) => void;
  pollMs?: number;
}

async function listResources(stack: Stack, region: string): Promise<StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  const pages = paginateListStackResources({ client: cloudFormation(region) }, { StackName: stack.id });
  for await (const { StackResourceSummaries = [] } of pages) found.push(...StackResourceSummaries);
  return found.filter(
    ({ ResourceStatus, PhysicalResourceId }) => ResourceStatus !== 'DELETE_COMPLETE' && PhysicalResourceId,
  );
}

const leftoverOf = ({ ResourceType = '', PhysicalResourceId = '' }: StackResourceSummary): Leftover => ({
  type: ResourceType,
  name: PhysicalResourceId,
});

const isRetained = (template: Template | undefined, { LogicalResourceId = '' }: StackResourceSummary) =>
  String(template?.Resources[LogicalResourceId]?.DeletionPolicy ?? '').startsWith('Retain');

/**
 * The first attempt deletes everything but what the template keeps; what cannot be deleted then is given up by the second.
 * @returns what stays
 * @throws UserError when the stack is protected, or stays all the same
 */
export async function deleteStack(
  stack: Stack,
  { region, stage, onStep, pollMs }: Removing,
): Promise<Leftover[]> {
  const name = stackName(stage);
  if (stack.isProtected) {
    throw new UserError(
      `${name} is protected from deletion: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name} --region ${region}`,
    );
  }
  const template = await readTemplate(stack.id, region).catch(() => undefined);
  const resources = await listResources(stack, region);
  const retained = resources.filter((resource) => isRetained(template, resource));
  for (const resource of resources) {
    if (resource.ResourceType !== 'AWS::S3::Bucket' || retained.includes(resource)) continue;
    onStep(`Emptying the bucket ${resource.PhysicalResourceId}`);
    await emptyBucket(resource.PhysicalResourceId ?? '', region);
  }
  const attempt = async (RetainResources?: string[]) => {
    await cloudFormation(region).send(new DeleteStackCommand({ StackName: stack.id, RetainResources }));
    return untilAtRest(stack.id, region, undefined, pollMs);
  };
  if (!(await attempt())) return retained.map(leftoverOf);
  const stuck = (await listResources(stack, region)).filter(
    ({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED',
  );
  for (const { ResourceType, PhysicalResourceId, ResourceStatusReason } of stuck) {
    onStep(`${ResourceType} ${PhysicalResourceId} cannot be deleted and is left: ${ResourceStatusReason}`);
  }
  const rest = await attempt(stuck.map(({ LogicalResourceId = '' }) => LogicalResourceId));
  if (rest)
    throw new UserError(`${name} is ${rest.status} and cannot be deleted. CloudFormation's console says why`);
  return [
    ...new Map([...retained, ...stuck].map((each) => [each.LogicalResourceId, leftoverOf(each)])).values(),
  ];
}
