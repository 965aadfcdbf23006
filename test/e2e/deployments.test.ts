/**
 * Deployments that fail, are rolled back, retried, changed and removed, on an emulator that enforces roles. In a copy of the
 * repository, whose settings the tests edit.
 */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudFrontClient, GetDistributionConfigCommand } from '@aws-sdk/client-cloudfront';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { spawn as spawnAtTerminal } from '@lydell/node-pty';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { readEdgeKeys } from '../../deploy/edge-keys.ts';
import { rotateEdgeKey } from '../../deploy/edge-rotation.ts';
import { pathForm } from '../../deploy/emulator.ts';
import { CANARY } from '../../deploy/observation.ts';
import { untilAtRest } from '../../deploy/stack.ts';
import { type Emulator, MINISTACK, startEmulator } from '../support/deploy/emulator.ts';

const ROOT = join(import.meta.dirname, '../..');
const LEFT_BEHIND = ['node_modules', '.git', '.data', '.builds', '.esbuild', '.serverless', '.python'];
/** Tests that run beside this one write and remove them. */
const CHANGING = /^(?:clients\/(?:sdk|cli)\/dist|serverless\.room-\d+\.yml)$/;
const region = 'us-east-1';
const StackName = 'corechat-dev';

const EDGE = 'edge: { firewall: true }';

/** Two or three deployments. */
const DEPLOYMENTS_MS = 400_000;

async function copyRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'corechat-deployments-'));
  const filter = (path: string) =>
    !LEFT_BEHIND.includes(basename(path)) && !CHANGING.test(relative(ROOT, path));
  await cp(ROOT, folder, { recursive: true, filter });
  for (const shared of ['node_modules', '.builds']) {
    await symlink(join(ROOT, shared), join(folder, shared), 'junction');
  }
  return folder;
}

describe.skipIf(!MINISTACK)('on an emulator that enforces roles', () => {
  let emulator: Emulator;
  let folder: string;

  async function run(command: string, ...args: string[]) {
    const result = await execa('npm', ['run', '--silent', command, '--', '--stage', 'dev', ...args], {
      cwd: folder,
      env: { ...emulator.env, MONGODB_URI: emulator.mongodb },
      stdin: 'ignore',
      reject: false,
      all: true,
    });
    return { exitCode: result.exitCode, output: result.all };
  }

  beforeAll(async () => {
    [emulator, folder] = await Promise.all([startEmulator(), copyRepository()]);
    for (const [name, value] of Object.entries(emulator.env)) vi.stubEnv(name, value);
    expect((await run('keys')).output).toContain('Made in us-east-1: corechat/dev/mongodb');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await emulator?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const set = (...lines: string[]) => writeFile(join(folder, 'deploy/stages/dev.yml'), lines.join('\n'));
  const cloudFormation = () => new CloudFormationClient({ region });
  const stackNow = async () => {
    const { Stacks = [] } = await cloudFormation().send(new DescribeStacksCommand({ StackName }));
    return Stacks[0];
  };

  const atRest = (name: string) => untilAtRest(name, region, () => {}, 100);

  const describeTable = () =>
    new DynamoDBClient({ region }).send(new DescribeTableCommand({ TableName: 'corechat-dev-sessions' }));
  const capitalized = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  const bodyOf = (Resources: object) => JSON.stringify({ Resources });

  /** While another stack has a bus of this name, this one's cannot be made. */
  async function occupy(name: string): Promise<() => Promise<unknown>> {
    const TemplateBody = bodyOf({ Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: name } } });
    await cloudFormation().send(new CreateStackCommand({ StackName: 'occupier', TemplateBody }));
    expect((await atRest('occupier'))?.status).toBe('CREATE_COMPLETE');
    return async () => {
      await cloudFormation().send(new DeleteStackCommand({ StackName: 'occupier' }));
      await atRest('occupier');
    };
  }

  /**
   * Adds a bus to the stack, made after all functions: what fails on it has changed each of them already. Only then does the framework,
   * by default, treat the uploaded package as deployed.
   */
  async function wantBus(name: string): Promise<void> {
    const file = join(folder, 'serverless.yml');
    const text = await readFile(file, 'utf8');
    const names = Object.keys(parse(text).functions).filter((each) => each !== CANARY);
    const DependsOn = names.map((each) => `${capitalized(each.replaceAll('-', 'Dash'))}LambdaFunction`);
    const Bus = { Type: 'AWS::Events::EventBus', DependsOn, Properties: { Name: name } };
    await writeFile(join(folder, 'resources/bus.yml'), stringify({ Resources: { Bus } }));
    if (text.includes('bus.yml')) return;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as the Serverless Framework spells it
    const entry = '  - ${file(resources/alarms.yml)}\n';
    await writeFile(file, text.replace(entry, `${entry}  - \${file(resources/bus.yml)}\n`));
  }

  test('a name that is taken is refused before anything is made, with what frees it', async () => {
    const logs = new CloudWatchLogsClient({ region });
    const logGroupName = '/aws/lambda/corechat-dev';
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const { exitCode, output } = await run('deploy');
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    expect(exitCode).toBe(1);
    expect(output).toContain('aws logs delete-log-group --log-group-name /aws/lambda/corechat-dev');
    await expect(stackNow()).rejects.toThrow('does not exist');
  });

  test(
    'a first deployment that fails leaves no table, and the same command deploys',
    async () => {
      await set('keepData: true', EDGE);
      await wantBus('first');
      const free = await occupy('first');
      const failed = await run('deploy');
      expect([failed.exitCode, failed.output]).toEqual([1, expect.stringContaining('already exists')]);
      expect((await stackNow())?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
      await expect(describeTable()).rejects.toThrow('not found');
      await free();
      const { exitCode, output } = await run('deploy');
      expect([exitCode, output]).toEqual([0, expect.stringMatching(/✔ build [0-9a-f]{12}/)]);
      expect((await describeTable()).Table?.DeletionProtectionEnabled).toBe(true);
    },
    DEPLOYMENTS_MS,
  );

  test('behind an edge functions serve no other request, and its key is changed without a deployment', async () => {
    const { Outputs = [] } = (await stackNow()) ?? {};
    const output = (key: string) => Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
    const url = pathForm(output('HttpApiUrl'));
    const statusWith = async (key: string) =>
      (await fetch(`${url}/health`, { headers: { 'x-corechat-edge': key } })).status;
    const sentByCloudFront = async () => {
      const command = new GetDistributionConfigCommand({ Id: output('EdgeDistribution') });
      const { DistributionConfig } = await new CloudFrontClient({ region }).send(command);
      const origins = DistributionConfig?.Origins?.Items ?? [];
      return origins.map(({ CustomHeaders }) => CustomHeaders?.Items?.[0]?.HeaderValue);
    };
    const stored = async () => (await readEdgeKeys('dev', region))?.keys ?? { valid: [], sent: '' };

    const { sent } = await stored();
    expect([await statusWith(sent), await statusWith('a guess')]).toEqual([200, 404]);
    expect(await sentByCloudFront()).toEqual([sent, sent]);

    expect((await run('keys', '--edge')).output).toContain('A new key of the edge is valid');
    expect(await run('keys', '--edge')).toEqual({
      exitCode: 1,
      output: expect.stringMatching(/^Too early to promote the key: wait another \d+ s$/),
    });
    const later = new Date(Date.now() + 3_600_000);
    expect(await rotateEdgeKey('dev', region, later)).toContain('CloudFront sends the new key');
    const next = (await stored()).sent;
    expect(next).not.toBe(sent);
    expect(await sentByCloudFront()).toEqual([next, next]);
    expect(await rotateEdgeKey('dev', region, later)).toContain('The old key of the edge is retired');
    expect(await stored()).toEqual({ valid: [next], sent: next });
  });

  test(
    'a deployment that was rolled back is not mistaken for one that is in place',
    async () => {
      const before = await stackNow();
      await set(
        'keepData: true',
        EDGE,
        'corsOrigins: https://chat.example.org',
        'alarmEmail: oncall@example.org',
      );
      await wantBus('second');
      const free = await occupy('second');
      expect((await run('deploy')).exitCode).toBe(1);
      const buildOf = (stack: typeof before) =>
        stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'BuildId')?.OutputValue;
      expect(buildOf(await stackNow())).toBe(buildOf(before));
      await free();
      const again = await run('deploy');
      expect([again.exitCode, again.output]).toEqual([
        0,
        expect.stringContaining('corsOrigins  none → https://chat.example.org'),
      ]);
      expect(again.output).not.toContain('No changes to deploy');
      expect(again.output).toContain(`✔ build ${buildOf(await stackNow())}`);
      expect(buildOf(await stackNow())).not.toBe(buildOf(before));
    },
    DEPLOYMENTS_MS,
  );

  test('what a deployment takes away needs a yes', async () => {
    await set('keepData: true', 'mongodbDatabase: another');
    const { exitCode, output } = await run('deploy');
    expect(exitCode).toBe(1);
    expect(output).toContain('mongodbDatabase  corechat-dev → another');
    expect(output).toContain('The database changes from corechat-dev to another');
    expect(output).toContain('Pages at https://chat.example.org can no longer call the API');
    expect(output).toContain('Alarms are no longer mailed to oncall@example.org');
    expect(output).toContain('The address changes, and CloudFront is removed');
    expect(output).toContain('To deploy all the same, add --yes');
  });

  test('at a terminal it asks, and any other answer than the stage changes nothing', async () => {
    const before = await stackNow();
    const env = { ...process.env, ...emulator.env };
    const pty = spawnAtTerminal('npm', ['run', '--silent', 'deploy', '--', '--stage', 'dev'], {
      cwd: folder,
      env,
      cols: 200,
    });
    let output = '';
    let isAsked = false;
    pty.onData((data) => {
      output += data;
      if (isAsked || !output.includes('Type dev to go on: ')) return;
      isAsked = true;
      pty.write('yes\r');
    });
    const code = await new Promise((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
    expect([code, output]).toEqual([1, expect.stringContaining('Nothing was changed')]);
    expect(await stackNow()).toEqual(before);
  });

  test('remove says what stays, and nothing else does', async () => {
    const { exitCode, output } = await run('remove', '--yes');
    expect(exitCode).toBe(0);
    for (const table of ['sessions', 'connections', 'tickets', 'rate-limits', 'activity']) {
      expect(output).toContain(
        `aws dynamodb delete-table --table-name corechat-dev-${table} --region us-east-1`,
      );
    }
    expect(output).toContain('delete-secret --secret-id corechat/dev/edge');
    expect(await run('remove', '--yes')).toEqual({
      exitCode: 1,
      output: 'corechat-dev is not deployed in us-east-1',
    });
  });

  const bucket = { Type: 'AWS::S3::Bucket' };
  const named = { ...bucket, Properties: { BucketName: 'corechat-twice' } };
  /** The second bucket of the name cannot be made. */
  const broken = { One: named, Two: { ...named, DependsOn: 'One' } };

  test.each([
    ['ROLLBACK_COMPLETE', 'ROLLBACK'],
    ['CREATE_FAILED', 'DO_NOTHING'],
  ] as const)('remove removes a stack in %s', async (status, OnFailure) => {
    const TemplateBody = bodyOf(broken);
    await cloudFormation().send(new CreateStackCommand({ StackName, TemplateBody, OnFailure }));
    expect((await atRest(StackName))?.status).toBe(status);
    expect((await run('remove', '--yes')).exitCode).toBe(0);
    await expect(stackNow()).rejects.toThrow('does not exist');
  });

  test('remove empties buckets, versions included', async () => {
    const versioned = { ...bucket, Properties: { VersioningConfiguration: { Status: 'Enabled' } } };
    await cloudFormation().send(
      new CreateStackCommand({ StackName, TemplateBody: bodyOf({ Bucket: versioned }) }),
    );
    const stack = await atRest(StackName);
    const { StackResources = [] } = await cloudFormation().send(
      new DescribeStackResourcesCommand({ StackName: stack?.id }),
    );
    const Bucket = StackResources[0]?.PhysicalResourceId;
    const s3 = new S3Client({ region, forcePathStyle: true });
    for (const Body of ['one', 'two']) await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'key' }));
    const { exitCode, output } = await run('remove', '--yes');
    expect([exitCode, output]).toEqual([0, expect.stringContaining(`Emptying the bucket ${Bucket}`)]);
    await expect(stackNow()).rejects.toThrow('does not exist');
  });
});
