/** The CloudFormation template of a deployment, as packaged. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { socketRoutes } from '#lib/routes.ts';
import { DOCUMENT, isStale, rowsOf, tableIn, toTable } from '../../deploy/functions-table.ts';
import type { Statement } from '../../deploy/roles.ts';
import type { Template } from '../../deploy/template.ts';
import { EXISTING } from '../support/existing-metrics.ts';
import { withPackagedStack } from '../support/packaged-stack.ts';
import { dashboardOf, watchedMetrics } from '../support/watched-metrics.ts';

let prod: Template;
let table: string;
let dev: Template;
beforeAll(async () => {
  await withPackagedStack('prod', async ({ template, zipBytes }) => {
    prod = template;
    table = toTable(rowsOf(template, zipBytes));
  });
  await withPackagedStack('dev', async ({ template }) => {
    dev = template;
  });
}, 300_000);

const ofType = ({ Resources }: Template, type: string) =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

describe('every function', () => {
  test('has a role of its own', () => {
    const functions = ofType(prod, 'AWS::Lambda::Function');
    const roles = functions.map(([, { Properties }]) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(functions.length);
    expect(ofType(prod, 'AWS::IAM::Role')).toHaveLength(functions.length);
  });

  test('runs on arm64 and Node.js 24, with JSON logs that are not kept for ever', () => {
    for (const [id, { Properties }] of ofType(prod, 'AWS::Lambda::Function')) {
      expect(Properties, id).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
    const retention = ofType(prod, 'AWS::Logs::LogGroup').map(
      ([, { Properties }]) => Properties.RetentionInDays,
    );
    expect(new Set(retention)).toEqual(new Set([90]));
  });

  test('can only be invoked by this stack’s APIs', () => {
    for (const [id, { Properties }] of ofType(prod, 'AWS::Lambda::Permission')) {
      expect(Properties.SourceArn, id).toBeDefined();
    }
  });
});

/** Everything in a policy that ends in a star, and why it may. */
const WILDCARDS: [RegExp, string][] = [
  [/\/prod\/(POST|DELETE)\/@connections\/\*"/, 'connection ids are the gateway’s to give'],
];

test('no role has a wildcard beyond those with a reason', () => {
  for (const [id, { Properties }] of ofType(prod, 'AWS::IAM::Role')) {
    const policies = Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
    for (const { Action, Resource } of policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)) {
      const actions = [Action].flat();
      for (const action of actions) expect(action, id).not.toContain('*');
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

test('tables are billed by use, forget, remember and are encrypted; in production nobody deletes them by mistake', () => {
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
    expect(tables).toHaveLength(4);
    for (const [, { Properties, DeletionPolicy, UpdateReplacePolicy }] of tables) {
      expect(Properties).toMatchObject({ ...common, DeletionProtectionEnabled: isProduction });
      expect(DeletionPolicy).toBe(isProduction ? 'RetainExceptOnCreate' : 'Delete');
      expect(UpdateReplacePolicy).toBe(isProduction ? 'Retain' : 'Delete');
    }
  }
});

test('both gateways are throttled, and what hashes passwords more so', () => {
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
    'PUT /me/password',
    'DELETE /me',
  ]);
  const routes = http?.DependsOn as string[];
  expect(routes).toHaveLength(4);
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

/** What a dimension of that name may say: an API, a table or a function of this stack, or its stage. */
const resourceTypes: Record<string, string> = {
  ApiId: 'AWS::ApiGatewayV2::Api',
  TableName: 'AWS::DynamoDB::Table',
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
        const { Ref } = value as { Ref: string };
        expect(prod.Resources[Ref]?.Type, JSON.stringify(metric)).toBe(resourceTypes[dimension]);
      }
    }
  }
});

test('every function of the WebSocket API is watched for crashes', () => {
  const crashes = watchedMetrics(prod)
    .filter(({ by, name }) => by === 'SocketErrorsAlarm' && name === 'Errors')
    .map(({ dimensions }) => dimensions.FunctionName);
  const sockets = Object.keys(socketRoutes).map((name) => `corechat-prod-${name.replace('/', '-')}`);
  expect(crashes.toSorted()).toEqual(sockets.toSorted());
});

test('a refused handshake alarms nobody', () => {
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

test('every alarm is told to the topic, and has a runbook', () => {
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

test('the template holds a reference to the secret, at most once per function, and both addresses', () => {
  const text = JSON.stringify(prod);
  const references = text.match(/\{\{resolve:[^}]+\}\}/g) ?? [];
  expect(new Set(references)).toEqual(new Set(['{{resolve:secretsmanager:corechat/prod:SecretString}}']));
  // CloudFormation's quota. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
  expect(references.length).toBeLessThanOrEqual(60);
  expect(Object.keys(prod.Outputs)).toEqual(expect.arrayContaining(['HttpApiUrl', 'WebSocketUrl']));
});

test('docs/functions.md tells what is packaged: npm run functions writes it', () => {
  expect(isStale(tableIn(readFileSync(DOCUMENT, 'utf8')), table)).toBe(false);
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
