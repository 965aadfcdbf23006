/** A user of the emulator's IAM with the policy that `npm run deployer-policy` prints. */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { deployerPolicy } from '../../../deploy/deployer-policy.ts';
import type { Emulator } from './emulator.ts';

/** @param omitted an action that it lacks @returns its credentials, as environment */
export async function createDeployer({ env }: Emulator, stage: string, omitted?: string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new IAMClient({
    region: env.AWS_REGION ?? '',
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    credentials,
  });
  const UserName = omitted ? `deployer-without-${omitted.replace(':', '-')}` : 'deployer';
  await client.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify(deployerPolicy(stage, env.AWS_REGION ?? '', omitted));
  await client.send(new PutUserPolicyCommand({ UserName, PolicyName: 'deployer', PolicyDocument }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  return {
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
}
