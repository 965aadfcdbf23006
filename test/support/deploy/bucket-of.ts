/** lib/platform/files.ts, on the bucket of a stack on an emulator. */
import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { vi } from 'vitest';
import type { Emulator } from './emulator.ts';

/** With all rights, which functions have only where they are granted. Changes the environment until `vi.unstubAllEnvs()`. */
export async function bucketOf({ env }: Emulator, StackName: string) {
  const client = new CloudFormationClient({ endpoint: env.AWS_ENDPOINT_URL ?? '', region: 'us-east-1' });
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { StackResourceDetail } = await client.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'FilesBucket' }),
  );
  vi.stubEnv('FILES_BUCKET', StackResourceDetail?.PhysicalResourceId ?? '');
  vi.stubEnv('MONGODB_URI', 'mongodb://127.0.0.1:1/');
  vi.stubEnv('SECRETS', 'corechat/dev');
  vi.resetModules();
  return import('#lib/platform/files.ts');
}
