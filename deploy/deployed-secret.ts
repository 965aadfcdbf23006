/** Which version of the secret a stage's functions have. */
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientOptions } from './aws.ts';

/** The first to sign with a new key. */
const WITNESS = 'auth-login';

export interface DeployedSecret {
  version: string;
  /** when the functions got it */
  at: Date;
  accessTokenSeconds: number;
}

/** @returns undefined when the stage is not deployed */
export async function readDeployedSecret(stage: string, region: string): Promise<DeployedSecret | undefined> {
  const lambda = new LambdaClient(clientOptions(region));
  const command = new GetFunctionConfigurationCommand({ FunctionName: `corechat-${stage}-${WITNESS}` });
  try {
    const { Environment, LastModified = '' } = await lambda.send(command);
    const { SECRETS_VERSION = '', ACCESS_TOKEN_SECONDS = '900' } = Environment?.Variables ?? {};
    return {
      version: SECRETS_VERSION,
      at: new Date(LastModified),
      accessTokenSeconds: Number(ACCESS_TOKEN_SECONDS),
    };
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
