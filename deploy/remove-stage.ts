/** What `npm run remove` and `serverless remove` do. */
import { UserError } from '../local/user-error.ts';
import { edgeSecretName } from './edge-keys.ts';
import { describeLeftover } from './leftovers.ts';
import { deleteStack, type Removing } from './removal.ts';
import { PURPOSES, secretName } from './secrets.ts';
import { type Stack, stackName, untilAtRest } from './stack.ts';

/**
 * @returns lines on what stays, and how to delete that
 * @throws UserError when there is no stack, or it cannot be deleted
 */
export async function removeStage(removing: Removing): Promise<string[]> {
  const { stage, region, onStep, pollMs } = removing;
  const name = stackName(stage);
  let wasThere = false;
  const wait = ({ status }: Stack) => {
    wasThere = true;
    onStep(`${name} is ${status}. Waiting for it`);
  };
  const stack = await untilAtRest(name, region, wait, pollMs);
  if (!stack && !wasThere) throw new UserError(`${name} is not deployed in ${region}`);
  const secrets = PURPOSES.map((purpose) => secretName(stage, purpose));
  if (stack?.outputs.EdgeDistribution) secrets.push(edgeSecretName(stage));
  const left = stack ? await deleteStack(stack, removing) : [];
  return [
    `${name} is removed.`,
    ...(left.length > 0 ? ['Left, with the command that deletes it:'] : []),
    ...left.map((each) => describeLeftover(each, region)),
    'The database and the secrets are still there. The secrets:',
    ...secrets.map((secret) => `  aws secretsmanager delete-secret --secret-id ${secret} --region ${region}`),
  ];
}
