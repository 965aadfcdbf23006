/** A stage's CloudFormation stack: its state, its outputs, its template. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';
import type { Template } from './template.ts';

export const stackName = (stage: string): string => `corechat-${stage}`;

export interface Stack {
  /** that finds it after it is deleted, too */
  id: string;
  status: string;
  isProtected: boolean;
  outputs: Record<string, string>;
}

export const cloudFormation = (region: string): CloudFormationClient =>
  new CloudFormationClient(clientOptions(region));

/** CloudFormation reports a missing stack as a ValidationError. */
export const isUnknownStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');

/** @param name or id @returns undefined when there is none, or none any more */
export async function readStack(name: string, region: string): Promise<Stack | undefined> {
  const command = new DescribeStacksCommand({ StackName: name });
  const { Stacks = [] } = await cloudFormation(region)
    .send(command)
    .catch((error: unknown) => {
      if (isUnknownStack(error)) return { Stacks: [] };
      throw error;
    });
  const [found] = Stacks;
  if (!found || found.StackStatus === 'DELETE_COMPLETE') return undefined;
  return {
    id: found.StackId ?? name,
    status: found.StackStatus ?? '',
    isProtected: found.EnableTerminationProtection === true,
    outputs: Object.fromEntries(
      (found.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
  };
}

/** A change set that was never executed: the stack is a name without resources, and nothing is under way. */
export const REVIEW = 'REVIEW_IN_PROGRESS';

const isMoving = ({ status }: Stack): boolean => status.endsWith('_IN_PROGRESS') && status !== REVIEW;

const POLL_MS = 2_000;

/** @returns the stack at rest; undefined when it has gone */
export async function untilAtRest(
  name: string,
  region: string,
  onWait: (stack: Stack) => void = () => {},
  pollMs = POLL_MS,
): Promise<Stack | undefined> {
  for (let last = ''; ; ) {
    const stack = await readStack(name, region);
    if (!stack || !isMoving(stack)) return stack;
    if (stack.status !== last) onWait(stack);
    last = stack.status;
    await sleep(pollMs);
  }
}

/** As it was sent; undefined for a stack without one. */
export async function readTemplate(name: string, region: string): Promise<Template | undefined> {
  const command = new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' });
  const { TemplateBody = '' } = await cloudFormation(region).send(command);
  const template = TemplateBody.trimStart().startsWith('{') ? JSON.parse(TemplateBody) : undefined;
  return template?.Resources ? { Outputs: {}, ...template } : undefined;
}

/** @returns the newest failures' reasons, one line each */
export async function readFailures(name: string, region: string): Promise<string[]> {
  const { StackEvents = [] } = await cloudFormation(region).send(
    new DescribeStackEventsCommand({ StackName: name }),
  );
  return StackEvents.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'))
    .slice(0, 3)
    .map(
      ({ LogicalResourceId, ResourceStatusReason = '' }) => `${LogicalResourceId}: ${ResourceStatusReason}`,
    );
}

export interface Addresses {
  http: string;
  websocket: string;
  /** which build the stack holds */
  build: string;
  /** closed to what does not come through CloudFront */
  hasEdge: boolean;
}

/** @throws UserError when nothing is deployed there */
export async function readAddresses(stage: string, region: string): Promise<Addresses> {
  const { outputs = {} } = (await readStack(stackName(stage), region)) ?? {};
  const { HttpApiUrl: http, WebSocketUrl: websocket, BuildId: build = '', EdgeDistribution } = outputs;
  if (!http || !websocket) throw new UserError(`${stackName(stage)} is not deployed in ${region}`);
  return { http, websocket, build, hasEdge: EdgeDistribution !== undefined };
}
