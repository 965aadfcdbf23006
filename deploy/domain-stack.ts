/** Creates the stack of a stage's names, or brings it up to date. Removing the stage leaves it, so that clients keep their address. */
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { UserError } from '../local/user-error.ts';
import { type Domain, domainStackName, domainTemplate } from './domain.ts';

/** A name takes API Gateway a few minutes at most. */
const PATIENCE_SECONDS = 900;

const isMissing = ({ name, message }: Error) =>
  name === 'ValidationError' && message.includes('does not exist');
const isUnchanged = ({ message }: Error) => message.includes('No updates are to be performed');

async function find(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0];
  } catch (error) {
    if (isMissing(error as Error)) return undefined;
    throw error;
  }
}

/** @returns lines on which CNAME record each name needs, unless the stack makes them */
export async function deployDomain(stage: string, region: string, domain: Domain): Promise<string[]> {
  const client = new CloudFormationClient({ region, maxAttempts: 2 });
  const StackName = domainStackName(stage);
  const request = { StackName, TemplateBody: JSON.stringify(domainTemplate(domain)) };
  const waiter = { client, maxWaitTime: PATIENCE_SECONDS, minDelay: 1, maxDelay: 10 };
  try {
    if (await find(client, StackName)) {
      await client.send(new UpdateStackCommand(request));
      await waitUntilStackUpdateComplete(waiter, { StackName });
    } else {
      const Tags = [
        { Key: 'service', Value: 'corechat' },
        { Key: 'stage', Value: stage },
      ];
      await client.send(new CreateStackCommand({ ...request, Tags, OnFailure: 'DELETE' }));
      await waitUntilStackCreateComplete(waiter, { StackName });
    }
  } catch (error) {
    if (!isUnchanged(error as Error)) throw await explain(client, StackName, error as Error);
  }
  if (domain.hostedZone) return [];
  const { Outputs = [] } = (await find(client, StackName)) ?? {};
  return Outputs.map(({ Description, OutputValue }) => `${Description} must be a CNAME for ${OutputValue}`);
}

async function explain(client: CloudFormationClient, StackName: string, error: Error): Promise<UserError> {
  const stack = await find(client, StackName).catch(() => undefined);
  const reason = stack?.StackStatusReason ?? error.message;
  return new UserError(`The stack of the names, ${StackName}, could not be deployed: ${reason}`);
}
