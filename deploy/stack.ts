/** A deployed stack: where it answers, and the Serverless Framework that changes it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SERVERLESS } from '../local/offline.ts';
import { ROOT } from '../local/root.ts';
import { UserError } from '../local/user-error.ts';

export const stackName = (stage: string): string => `corechat-${stage}`;

export interface Addresses {
  http: string;
  websocket: string;
}

/** CloudFormation has no error of its own for it. */
export const isUnknownStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');

/** @throws UserError when there is no such stack, and when it cannot be asked for: without credentials, rights or a network */
export async function readAddresses(stage: string, region: string): Promise<Addresses> {
  const client = new CloudFormationClient({ region });
  const command = new DescribeStacksCommand({ StackName: stackName(stage) });
  const { Stacks = [] } = await client.send(command).catch((error: Error) => {
    if (isUnknownStack(error)) return { Stacks: [] };
    throw new UserError(
      `CloudFormation in ${region} could not be asked about ${stackName(stage)}: ${error.message}`,
    );
  });
  const outputs = Stacks[0]?.Outputs ?? [];
  const output = (key: string) => outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  const [http, websocket] = [output('HttpApiUrl'), output('WebSocketUrl')];
  if (!http || !websocket) throw new UserError(`${stackName(stage)} is not deployed in ${region}`);
  return { http, websocket };
}

/** With its own output on this terminal. @throws UserError when it fails: what it printed says why */
export async function runServerless(
  command: 'deploy' | 'remove',
  stage: string,
  region: string,
): Promise<void> {
  const args = [SERVERLESS, command, '--stage', stage, '--region', region];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new UserError(`serverless ${command} failed. Nothing after it was done`);
}
