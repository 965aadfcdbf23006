/** What a stage reserves of the account's concurrency, and whether the account has it. */
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';
import { isUnknownStack, stackName } from './stack.ts';
import type { Template } from './template.ts';

/** AWS keeps this many for functions that reserve nothing. A new account may have no more than that in all. */
const UNRESERVED_MINIMUM = 100;

export const reservedIn = ({ Resources }: Template): number =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .reduce((sum, { Properties }) => sum + Number(Properties.ReservedConcurrentExecutions ?? 0), 0);

/** What the stack reserves as it is deployed now. */
async function reservedNow(stage: string, region: string): Promise<number> {
  const client = new CloudFormationClient(clientOptions(region));
  try {
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: stackName(stage) }));
    return TemplateBody ? reservedIn(JSON.parse(TemplateBody)) : 0;
  } catch (error) {
    if (isUnknownStack(error)) return 0;
    throw error;
  }
}

/**
 * Counts what is left unreserved, because other stacks of the account reserve too, and what this stack reserves already.
 * @param wanted executions that the stack is about to reserve
 * @throws UserError when the account has not enough
 */
export async function requireConcurrency(stage: string, region: string, wanted: number): Promise<void> {
  if (wanted === 0) return;
  const lambda = new LambdaClient(clientOptions(region));
  const [{ AccountLimit }, already] = await Promise.all([
    lambda.send(new GetAccountSettingsCommand({})),
    reservedNow(stage, region),
  ]);
  const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: unreserved = 0 } =
    AccountLimit ?? {};
  const available = Math.max(0, unreserved + already - UNRESERVED_MINIMUM);
  if (wanted <= available) return;
  throw new UserError(
    `${stackName(stage)} reserves ${wanted} concurrent executions, and ${available} can be reserved in ${region}: ${limit} of the account, ${limit - unreserved - already} reserved by others, ${UNRESERVED_MINIMUM} that stay unreserved. Raise the quota, or set reserveConcurrency to false in deploy/stages/${stage}.yml`,
  );
}
