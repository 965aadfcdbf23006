/** Brings a stack that an earlier deployment left behind into a state that can be deployed to. */
import { ContinueUpdateRollbackCommand } from '@aws-sdk/client-cloudformation';
import { UserError } from '../local/user-error.ts';
import { deleteStack } from './removal.ts';
import { cloudFormation, REVIEW, readFailures, type Stack, stackName, untilAtRest } from './stack.ts';

/** Nothing was ever deployed: what the failed creation left takes no update. */
const NEVER_CREATED = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', REVIEW];

export interface Settling {
  stage: string;
  region: string;
  /** told of what is waited for or cleared away, one line each */
  onStep: (line: string) => void;
  pollMs?: number;
}

async function finishRollback({ stage, region, onStep, pollMs }: Settling): Promise<Stack | undefined> {
  const StackName = stackName(stage);
  onStep(`The last deployment of ${StackName} could not be rolled back. Continuing its rollback`);
  await cloudFormation(region).send(new ContinueUpdateRollbackCommand({ StackName }));
  const stack = await untilAtRest(StackName, region, undefined, pollMs);
  if (stack?.status !== 'UPDATE_ROLLBACK_FAILED') return stack;
  const [failure = 'CloudFormation gives no reason'] = await readFailures(StackName, region);
  throw new UserError(
    `${StackName} cannot be rolled back: ${failure}. Mend that, or npm run remove -- --stage ${stage}`,
  );
}

/**
 * @returns the stack as it can be updated; undefined when a new one is to be made
 * @throws UserError when only its owner can decide
 */
export async function settleStack(settling: Settling): Promise<Stack | undefined> {
  const { stage, region, onStep, pollMs } = settling;
  const name = stackName(stage);
  const wait = ({ status }: Stack) => onStep(`${name} is ${status}. Waiting for it`);
  let stack = await untilAtRest(name, region, wait, pollMs);
  if (stack?.status === 'UPDATE_ROLLBACK_FAILED') stack = await finishRollback(settling);
  if (!stack) return undefined;
  if (stack.status === 'DELETE_FAILED') {
    throw new UserError(`${name} is half removed. Finish that: npm run remove -- --stage ${stage}`);
  }
  if (!NEVER_CREATED.includes(stack.status)) return stack;
  onStep(`${name} is ${stack.status}: its first deployment failed. Clearing away what that left`);
  await deleteStack(stack, settling);
  return undefined;
}
