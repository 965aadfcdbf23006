/** The CloudFormation template of a deployment, as packaged. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { DEFAULT_RATE_LIMITS } from '#lib/limits/rate-limit.ts';
import { socketRoutes } from '#lib/routes.ts';
import { unknownTypes } from '../../deploy/deployer-policy.ts';
import { roleLogicalId, type Statement } from '../../deploy/roles.ts';
import { roomIn } from '../../deploy/room.ts';
import type { Template } from '../../deploy/template.ts';
import { functionRows } from '../../generate/functions/table.ts';
import { EXISTING } from '../support/deploy/existing-metrics.ts';
import { readGrants } from '../support/deploy/grants.ts';
import { packagedRows } from '../support/deploy/packaged-functions.ts';
import { withPackagedStack } from '../support/deploy/packaged-stack.ts';
import { dashboardOf, watchedMetrics } from '../support/deploy/watched-metrics.ts';

const ROOT = join(import.meta.dirname, '../..');

let prod: Template;
let dev: Template;
beforeAll(async () => {
  await withPackagedStack('prod', async ({ template }) => {
    prod = template;
  });
  await withPackagedStack('dev', async ({ template }) => {
    dev = template;
  });
}, 300_000);

const ofType = ({ Resources }: Template, type: string) =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

describe('every function', () => {
  test('has the role of its grants, which it shares with functions of equal grants alone', () => {
    const roles = ofType(prod, 'AWS::Lambda::Function').map(([, { Properties }]) => {
      const [id = ''] = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
      expect(prod.Resources[id]?.Type, id).toBe('AWS::IAM::Role');
      return id;
    });
    const distinct = new Set(Object.values(readGrants()).map(roleLogicalId));
    expect(new Set(roles)).toEqual(distinct);
    const policies = [...distinct].map((id) => JSON.stringify(prod.Resources[id]?.Properties.Policies));
    expect(new Set(policies).size).toBe(distinct.size);
  });

  test('runs on arm64 and Node.js 24, with JSON logs that are not kept for ever', () => {
    for (const [id, { Properties }] of ofType(prod, 'AWS::Lambda::Function')) {
      expect(Properties, id).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'FunctionsLogGroup' } },
      });
    }
    expect(prod.Resources.FunctionsLogGroup?.Properties.LogGroupName).toBe('/aws/lambda/corechat-prod');
    const retention = ofType(prod, 'AWS::Logs::LogGroup').map(
      ([, { Properties }]) => Properties.RetentionInDays,
    );
    expect(new Set(retention)).toEqual(new Set([90]));
  });

  test('can only be invoked by this stack’s gateways, in their role', () => {
    const integrations = ofType(dev, 'AWS::ApiGatewayV2::Integration');
    // CloudFormation invokes the schema function, with its caller's rights; four queues and three schedules the others.
    expect(integrations).toHaveLength(ofType(dev, 'AWS::Lambda::Function').length - 8);
    for (const [id, { Properties }] of integrations) {
      expect(Properties.CredentialsArn, id).toEqual({ 'Fn::GetAtt': ['GatewayRole', 'Arn'] });
    }
  });

  /** What has permission, by function. */
  const permissionsOf = (template: Template) =>
    Object.fromEntries(
      ofType(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => [
        JSON.stringify(Properties.FunctionName),
        [Properties.Principal, Properties.SourceArn],
      ]),
    );
  const sweeps = Object.fromEntries(
    ['Accounts', 'Attachments', 'Digests'].map((name) => [
      `{"Fn::GetAtt":["${name}DashsweepLambdaFunction","Arn"]}`,
      ['events.amazonaws.com', { 'Fn::GetAtt': [`${name}DashsweepEventsRuleSchedule1`, 'Arn'] }],
    ]),
  );

  test('… the canary and the sweeps by their schedules alone', () => {
    expect(permissionsOf(dev)).toEqual(sweeps);
    expect(permissionsOf(prod)).toEqual({
      ...sweeps,
      '{"Ref":"SystemDashcanaryLambdaFunction"}': [
        'events.amazonaws.com',
        { 'Fn::GetAtt': ['CanarySchedule', 'Arn'] },
      ],
    });
  });

  test.each([
    { worker: 'QueueDashdeliver', queue: 'EventsQueue', batch: 10, atOnce: 2 },
    { worker: 'QueueDashfanDashout', queue: 'FanOutQueue', batch: 1, atOnce: 10 },
    { worker: 'QueueDashpreview', queue: 'PreviewQueue', batch: 1, atOnce: 2 },
    { worker: 'QueueDashnotify', queue: 'NotificationsQueue', batch: 1, atOnce: 3 },
  ])('… and $worker by its queue alone', ({ worker, queue, batch, atOnce }) => {
    const ofWorker = { 'Fn::GetAtt': [`${worker}LambdaFunction`, 'Arn'] };
    const mappings = ofType(prod, 'AWS::Lambda::EventSourceMapping').filter(
      ([, { Properties }]) => JSON.stringify(Properties.FunctionName) === JSON.stringify(ofWorker),
    );
    expect(mappings.map(([, { Properties }]) => Properties)).toEqual([
      {
        BatchSize: batch,
        Enabled: true,
        EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
        FunctionName: ofWorker,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: atOnce },
      },
    ]);
    const { Timeout, ReservedConcurrentExecutions } =
      prod.Resources[`${worker}LambdaFunction`]?.Properties ?? {};
    expect(prod.Resources[queue]?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout));
    expect(ReservedConcurrentExecutions).toBeGreaterThan(atOnce);
  });
});

describe('room in the template', () => {
  /** With functions beside today's, each with grants that no other has: the most that one can take. */
  async function packageFunctions(count: number): Promise<Template> {
    const { functions, ...settings } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'));
    const missing = count - Object.keys(functions).length;
    const more = Array.from({ length: missing }, (_, index) => [
      `rooms-more-${index}`,
      {
        handler: 'functions/system/fallback.handler',
        grants: { connections: [`Action${index}`] },
        events: [{ httpApi: `GET /rooms/${index}` }],
      },
    ]);
    const config = `serverless.room-${process.pid}.yml`;
    const all = { ...functions, ...Object.fromEntries(more) };
    writeFileSync(join(ROOT, config), stringify({ ...settings, functions: all }));
    const packaged: Template[] = [];
    try {
      await withPackagedStack('prod', async ({ template }) => void packaged.push(template), config);
    } finally {
      rmSync(join(ROOT, config));
    }
    return packaged[0] as Template;
  }

  test('a hundred functions fit, with room for other resources', async () => {
    const many = await packageFunctions(100);
    expect(ofType(many, 'AWS::Lambda::Function')).toHaveLength(100);
    const room = Object.fromEntries(roomIn(many).map(({ what, used, limit }) => [what, used / limit]));
    for (const [what, share] of Object.entries(room)) expect(share, what).toBeLessThan(0.9);
    // A function, its integration, its route and, where its grants are new, a role.
    const added = Object.keys(many.Resources).length - Object.keys(prod.Resources).length;
    expect(added / (100 - ofType(prod, 'AWS::Lambda::Function').length)).toBe(4);
  }, 180_000);
});

test('the bucket of attachments is private, encrypted, for this product’s pages, and stays where data is kept', () => {
  const { Properties, ...policies } = prod.Resources.FilesBucket ?? {};
  expect(Properties).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: expect.anything(),
    CorsConfiguration: {
      CorsRules: [
        { AllowedOrigins: [{ 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] }], AllowedMethods: ['GET', 'PUT'] },
      ],
    },
  });
  expect(policies).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  expect(dev.Resources.FilesBucket?.DeletionPolicy).toBe('Delete');
  const tlsOnly = { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  expect(prod.Resources.FilesBucketPolicy?.Properties).toMatchObject({
    PolicyDocument: { Statement: [tlsOnly] },
  });
});

test('the bucket of deployments blocks public access by itself', () => {
  expect(prod.Resources.ServerlessDeploymentBucket?.Properties.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
});

describe('with a VPC, a domain, a canary rollout, a virus scan and tracing', () => {
  let all: Template;
  beforeAll(async () => {
    const variants = join(ROOT, '.ci/variants');
    // An edge and a domain exclude each other.
    const files = readdirSync(variants).filter((file) => file !== 'edge.yml');
    const settings = files.map((file) => readFileSync(join(variants, file), 'utf8'));
    const keep = async ({ template }: { template: Template }) => {
      all = template;
    };
    await withPackagedStack('staging', keep, 'serverless.yml', settings.join(''));
  }, 180_000);

  test('every function runs in the VPC, and a version of it is what the gateways call, but for rare ones', () => {
    const functions = ofType(all, 'AWS::Lambda::Function');
    for (const [id, { Properties }] of functions) {
      expect(Properties, id).toMatchObject({
        VpcConfig: { SubnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'] },
        TracingConfig: { Mode: 'Active' },
      });
    }
    const integrations = ofType(all, 'AWS::ApiGatewayV2::Integration');
    const calls = (aim: RegExp) =>
      integrations.filter(([, { Properties }]) => aim.test(JSON.stringify(Properties.IntegrationUri)));
    const [shifted, direct] = [calls(/\{"Ref":"\w+Alias"\}/), calls(/"Fn::GetAtt":\["\w+LambdaFunction"/)];
    expect(shifted.length + direct.length).toBe(integrations.length);
    expect(shifted.length).toBeGreaterThan(20);
    // Rare ones have a pool of one connection.
    const rare = functions.flatMap(([id, { Properties }]) =>
      JSON.stringify(Properties.Environment).includes('"MONGODB_POOL_SIZE":"1"') ? [id] : [],
    );
    const called = direct.map(
      ([, { Properties }]) => /"(\w+LambdaFunction)"/.exec(JSON.stringify(Properties.IntegrationUri))?.[1],
    );
    expect(called.filter((id = '') => !rare.includes(id))).toEqual([]);
    for (const type of ['Alias', 'Version']) {
      expect(ofType(all, `AWS::Lambda::${type}`)).toHaveLength(shifted.length);
    }
  });

  test('results of virus scans of this bucket go to the queue of events, and only by this rule', () => {
    const { ScanResultsRule, ScanQueuePolicy } = all.Resources;
    expect(ScanResultsRule?.Properties).toMatchObject({
      EventPattern: {
        source: ['aws.guardduty', 'corechat.scanner'],
        detail: { s3ObjectDetails: { bucketName: [{ Ref: 'FilesBucket' }] } },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': ['EventsQueue', 'Arn'] } }],
    });
    expect(ScanQueuePolicy?.Properties.PolicyDocument).toMatchObject({
      Statement: [
        {
          Action: 'sqs:SendMessage',
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['ScanResultsRule', 'Arn'] } } },
        },
      ],
    });
    const environments = ofType(all, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      JSON.stringify(Properties.Environment),
    );
    expect(environments.every((each) => each.includes('"FILE_SCAN":"on"'))).toBe(true);
    expect(Object.keys(prod.Resources).filter((id) => id.startsWith('Scan'))).toEqual([]);
  });

  test('the addresses are the domain’s, for clients, the smoke test, the canary and mails', () => {
    expect(all.Outputs.HttpApiUrl?.Value).toBe('https://chat.example.org');
    expect(all.Outputs.WebSocketUrl?.Value).toBe('wss://ws.example.org');
    const variables = ofType(all, 'AWS::Lambda::Function').map(
      ([, { Properties }]) => (Properties.Environment as { Variables: Record<string, unknown> }).Variables,
    );
    expect(new Set(variables.map(({ WEBSOCKET_URL }) => WEBSOCKET_URL))).toEqual(
      new Set(['wss://ws.example.org']),
    );
    const urls = variables.flatMap(({ API_URL }) => API_URL ?? []);
    expect(urls).toEqual(['https://chat.example.org', 'https://chat.example.org']);
    expect(all.Resources.HttpApi?.Properties.DisableExecuteApiEndpoint).toBe(true);
  });

  test('a deployer with the printed policy may make every type of resource', () => {
    for (const template of [all, prod, dev]) expect(unknownTypes(template)).toEqual([]);
  });

  test('the names are not the stack’s: they outlive it', () => {
    expect(ofType(all, 'AWS::ApiGatewayV2::DomainName')).toEqual([]);
    expect(ofType(all, 'AWS::ApiGatewayV2::ApiMapping')).toHaveLength(2);
  });
});

/** Everything in a policy that ends in a star, and why it may. */
const WILDCARDS: [RegExp, string][] = [
  [/\/prod\/(POST|DELETE)\/@connections\/\*"/, 'connection ids are the gateway’s to give'],
  [/\$\{FilesBucket\.Arn\}\/attachments\/\*"/, 'functions make the ids of attachments'],
  [/:function:corechat-prod-\*"/, 'the gateways invoke every function of the stage, and none of another'],
];

test('no role has a wildcard beyond those with a reason', () => {
  for (const [id, { Properties }] of ofType(prod, 'AWS::IAM::Role')) {
    const policies = Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
    for (const { Action, Resource } of policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)) {
      const actions = [Action].flat();
      for (const action of actions) expect(action, id).not.toContain('*');
      // It takes no resource, and gives nothing without the right to read each secret.
      if (actions.join() === 'secretsmanager:BatchGetSecretValue') continue;
      const text = JSON.stringify(Resource);
      const explained = WILDCARDS.reduce(
        (rest, [pattern]) => rest.replaceAll(new RegExp(pattern, 'g'), ''),
        text,
      );
      expect(explained, id).not.toContain('*');
    }
    expect(Properties.ManagedPolicyArns, id).toBeUndefined();
  }
});

test('tables are billed by use, forget, remember and are encrypted; in production they are protected from deletion', () => {
  const common = {
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
  };
  for (const [stack, isProduction] of [
    [prod, true],
    [dev, false],
  ] as const) {
    const tables = ofType(stack, 'AWS::DynamoDB::Table');
    expect(tables).toHaveLength(5);
    for (const [, { Properties, DeletionPolicy, UpdateReplacePolicy }] of tables) {
      expect(Properties).toMatchObject({ ...common, DeletionProtectionEnabled: isProduction });
      expect(DeletionPolicy).toBe(isProduction ? 'RetainExceptOnCreate' : 'Delete');
      expect(UpdateReplacePolicy).toBe(isProduction ? 'Retain' : 'Delete');
    }
  }
});

test('both gateways are throttled, and log-ins not so much that one client could use them up', () => {
  const [http, sockets] = [prod.Resources.HttpApiStage, prod.Resources.WebsocketsDeploymentStage];
  for (const stage of [http, sockets]) {
    expect(stage?.Properties.DefaultRouteSettings).toMatchObject({
      ThrottlingRateLimit: 2000,
      ThrottlingBurstLimit: 1000,
    });
    expect(stage?.Properties.AutoDeploy).toBe(true);
  }
  expect(Object.keys(http?.Properties.RouteSettings as object)).toEqual([
    'POST /Login',
    'POST /Register',
    'POST /me/recovery-codes',
    'PUT /me/password',
    'DELETE /me',
    'GET /health',
  ]);
  // Over three hundred times the requests that have a password hashed: 30 in ten seconds from each address (docs/limits.md).
  const least = 300 * (DEFAULT_RATE_LIMITS.passwords.limit / 10);
  const settings: Record<string, { ThrottlingRateLimit: number }> = Object(http?.Properties.RouteSettings);
  expect(settings['POST /Login']?.ThrottlingRateLimit).toBeGreaterThanOrEqual(least);
  const routes = http?.DependsOn as string[];
  expect(routes).toHaveLength(6);
  for (const route of routes) expect(prod.Resources[route]?.Type, route).toBe('AWS::ApiGatewayV2::Route');
});

test('concurrency is reserved where the stage has some', () => {
  const reserved = (stack: Template) =>
    ofType(stack, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined,
    );
  expect(reserved(prod).length).toBeGreaterThan(10);
  expect(reserved(dev)).toEqual([]);
});

const STAGE = 'prod';

/** What a dimension of that name may say: an API, a table, a queue or a function of this stack, or its stage. */
const resourceTypes: Record<string, string> = {
  ApiId: 'AWS::ApiGatewayV2::Api',
  TableName: 'AWS::DynamoDB::Table',
  QueueName: 'AWS::SQS::Queue',
};
const functionsOf = (template: Template) =>
  ofType(template, 'AWS::Lambda::Function').map(([, { Properties }]) => String(Properties.FunctionName));

test('alarms and dashboard watch metrics that exist', () => {
  const watched = watchedMetrics(prod);
  expect(watched.length).toBeGreaterThan(40);
  for (const metric of watched) {
    const { namespace, name, dimensions } = metric;
    const offer = EXISTING[namespace]?.find(({ metrics }) => metrics.includes(name));
    expect(offer?.dimensions, JSON.stringify(metric)).toContainEqual(Object.keys(dimensions));
    for (const [dimension, value] of Object.entries(dimensions)) {
      if (dimension === 'Stage') expect(value).toBe(STAGE);
      else if (dimension === 'FunctionName') expect(functionsOf(prod)).toContain(value);
      else {
        const { Ref, 'Fn::GetAtt': [id = ''] = [] } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
        expect(prod.Resources[Ref ?? id]?.Type, JSON.stringify(metric)).toBe(resourceTypes[dimension]);
      }
    }
  }
});

test('the dashboard reads log groups that exist', () => {
  const queries = dashboardOf(prod).widgets.flatMap(({ properties: { query = [] } }) => query);
  expect(queries.length).toBeGreaterThan(0);
  for (const query of queries) {
    // redos: one class between two fixed parts.
    const [, group = ''] = /^SOURCE '\$\{(\w+)\}' \|/.exec(query) ?? [];
    expect(prod.Resources[group]?.Type, query).toBe('AWS::Logs::LogGroup');
  }
});

test('every function of the WebSocket API is watched for crashes', () => {
  const crashes = watchedMetrics(prod)
    .filter(({ by, name }) => by === 'SocketErrorsAlarm' && name === 'Errors')
    .map(({ dimensions }) => dimensions.FunctionName);
  const sockets = Object.keys(socketRoutes).map((name) => `corechat-prod-${name.replace('/', '-')}`);
  expect(crashes.toSorted()).toEqual(sockets.toSorted());
});

test('everything that a schedule calls is watched for failures, the canary by its silence', () => {
  const failures = watchedMetrics(prod)
    .filter(({ by, name }) => by === 'SweepsFailedAlarm' && name === 'Errors')
    .map(({ dimensions }) => dimensions.FunctionName);
  const { functions }: { functions: Record<string, { events?: { schedule?: string }[] }> } = parse(
    readFileSync(join(ROOT, 'serverless.yml'), 'utf8'),
  );
  const scheduled = Object.entries(functions)
    .filter(([, { events = [] }]) => events.some(({ schedule }) => schedule))
    .map(([name]) => `corechat-prod-${name}`);
  expect(failures.toSorted()).toEqual(scheduled.toSorted());
});

test('a mail server that takes nothing raises an alarm, and one that refuses a few mailboxes does not', () => {
  const { Metrics = [] } = (prod.Resources.MailsFailedAlarm?.Properties ?? {}) as {
    Metrics?: { Expression?: string }[];
  };
  expect(Metrics[0]?.Expression).toBe('IF((FILL(failed, 0) > 5) AND (FILL(sent, 0) < 1), 1, 0)');
  const watched = watchedMetrics(prod).filter(({ by }) => by === 'MailsFailedAlarm');
  expect(watched.map(({ name }) => name)).toEqual(['MailsFailed', 'MailsSent']);
});

test('a refused handshake raises no alarm', () => {
  const names = watchedMetrics(prod)
    .filter(({ by }) => by === 'SocketErrorsAlarm')
    .map(({ name }) => name);
  expect(names).toContain('SocketFailures');
  // API Gateway counts answers of 4xx there, too.
  expect(names).not.toContain('IntegrationError');
});

test('the dashboard shows every alarm', () => {
  const shown = dashboardOf(prod).widgets.flatMap(({ properties: { alarms = [] } }) => alarms);
  const names = ofType(prod, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName);
  expect(shown.map((arn) => arn.split(':alarm:')[1])).toEqual(names);
});

const accessLogFormat = ({ Resources }: Template, stage: string): string => {
  const settings = Resources[stage]?.Properties.AccessLogSettings as { Format: string } | undefined;
  return settings?.Format ?? '';
};

test('the gateway’s lines and the functions’ name a request alike', () => {
  const format = accessLogFormat(prod, 'HttpApiStage');
  expect(JSON.parse(format)).toMatchObject({
    // The ids of Lambda and of the gateway; test/integration/request-log.test.ts has the functions' side.
    requestId: '$context.integration.requestId',
    gatewayRequestId: '$context.requestId',
  });
  expect(format).not.toMatch(/identity|\.path|user/i);
});

test('a canary runs where the stage asks for it, and its silence alarms', () => {
  const { CanaryAlarm, CanarySchedule, SystemDashcanaryLambdaFunction } = prod.Resources;
  expect(CanaryAlarm?.Properties).toMatchObject({
    MetricName: 'CanarySucceeded',
    TreatMissingData: 'breaching',
  });
  expect(CanarySchedule?.Properties.ScheduleExpression).toBe('rate(1 minute)');
  expect(SystemDashcanaryLambdaFunction?.Properties.Environment).toMatchObject({
    Variables: { API_URL: { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] } },
  });
  expect(Object.keys(dev.Resources).filter((id) => /canary|Budget|AccessLogGroup/i.test(id))).toEqual([]);
});

test('every alarm is sent to the topic, and has a runbook', () => {
  const alarms = ofType(prod, 'AWS::CloudWatch::Alarm');
  const runbooks = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  expect(alarms.length).toBeGreaterThanOrEqual(7);
  for (const [id, { Properties }] of alarms) {
    expect(Properties.AlarmActions, id).toEqual([{ Ref: 'AlarmTopic' }]);
    const name = String(Properties.AlarmName).replace('corechat-prod-', '');
    expect(Properties.AlarmDescription, id).toContain(`docs/operations.md#${name}`);
    expect(runbooks, id).toContain(`\n### ${name}\n`);
  }
});

test('the template holds neither a secret nor a reference to one, but where functions find them, and both addresses', () => {
  const text = JSON.stringify(prod);
  expect(text).not.toContain('{{resolve:');
  for (const [id, { Properties }] of ofType(prod, 'AWS::Lambda::Function')) {
    const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
    expect(Variables, id).toMatchObject({ SECRETS: 'corechat/prod' });
    expect(Object.keys(Variables), id).not.toEqual(expect.arrayContaining(['MONGODB_URI', 'JWT_KEYS']));
  }
  expect(Object.keys(prod.Outputs)).toEqual(expect.arrayContaining(['HttpApiUrl', 'WebSocketUrl']));
});

test('docs/functions.md agrees with the packaged template', () => {
  expect(functionRows([])).toEqual(packagedRows(prod));
});

test('a stage without settings is refused in one line', async () => {
  const { exitCode, stderr, stdout } = await execa('npx', ['serverless', 'package', '--stage', 'qa'], {
    reject: false,
    stdin: 'ignore',
  });
  expect(exitCode).toBe(1);
  expect(`${stdout}${stderr}`).toContain(
    'The stage "qa" has no settings: there is no deploy/stages/qa.yml. Known stages: dev, prod, staging',
  );
});
