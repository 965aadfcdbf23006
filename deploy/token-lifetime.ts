/** How long the access tokens of a deployed stage are valid at most: clients that do not renew them get longer ones. */
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { UNRENEWED_TOKEN_SECONDS } from '../lib/platform/environment.ts';
import { clientOptions } from './aws.ts';

const WITNESS = 'auth-login';

/** @returns in seconds; undefined when the stage is not deployed */
export async function readTokenLifetime(stage: string, region: string): Promise<number | undefined> {
  const lambda = new LambdaClient(clientOptions(region));
  const command = new GetFunctionConfigurationCommand({ FunctionName: `corechat-${stage}-${WITNESS}` });
  try {
    const { Environment } = await lambda.send(command);
    return Math.max(UNRENEWED_TOKEN_SECONDS, Number(Environment?.Variables?.ACCESS_TOKEN_SECONDS ?? '900'));
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
