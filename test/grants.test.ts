/** Each function may do what its code can do, no less and no more. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Grants, roleOf, type Statement } from '../deploy/roles.ts';
import { readSettings } from '../deploy/settings.ts';
import { ensureWebApp } from '../local/web-app.ts';
import { readGrants } from './support/deploy/grants.ts';
import { neededSecrets } from './support/deploy/needed-secrets.ts';
import { reachableCalls } from './support/deploy/reachable-calls.ts';

const granted = readGrants();
const names = Object.keys(granted);
const template = parse(readFileSync(join(import.meta.dirname, '../serverless.yml'), 'utf8'));

interface DeployedFunction {
  grants?: Grants;
  reservedConcurrency?: number;
  events?: { httpApi?: string; websocket?: unknown; sqs?: { arn: { 'Fn::GetAtt': [string, string] } } }[];
  environment?: { MONGODB_POOL_SIZE?: string };
}

/** What Lambda does with a function's role to take messages from its queue. */
const TAKING = ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'];
const QUEUE_GRANTS: Record<string, string> = {
  EventsQueue: 'queue',
  FanOutQueue: 'fan-out',
  PreviewQueue: 'previews',
  NotificationsQueue: 'notifications',
};

/** With what Lambda needs for the queue that calls the function. */
function withTaking(name: string, calls: Grants): Grants {
  const { events = [] }: DeployedFunction = template.functions[name.replace('/', '-')];
  const queues = events.flatMap(({ sqs }) => (sqs ? (QUEUE_GRANTS[sqs.arn['Fn::GetAtt'][0]] ?? []) : []));
  return Object.fromEntries([
    ...Object.entries(calls),
    ...queues.map((queue) => [queue, [...(calls[queue] ?? []), ...TAKING]]),
  ]);
}

const sorted = (grants: Grants = {}): Grants =>
  Object.fromEntries(Object.entries(grants).map(([what, actions]) => [what, actions.toSorted()]));

describe('serverless.yml grants exactly what a function’s bundle can ask for', () => {
  let reachable: Record<string, Grants>;
  beforeAll(async () => {
    // A function that serves it reads it while it is loaded.
    await ensureWebApp();
    reachable = await reachableCalls(names.map((name) => `functions/${name}.ts`));
  }, 60_000);

  test.each(names)('%s', async (name) => {
    const secrets = await neededSecrets(name);
    const calls = sorted(withTaking(name, reachable[`functions/${name}.ts`] ?? {}));
    expect(sorted(granted[name])).toEqual(secrets.length > 0 ? { ...calls, secrets } : calls);
  });
});

const context = { logGroup: 'OwnLogGroup', websocketApi: 'WebsocketsApi', stage: 'prod' };

const statementsOf = (grants: Grants): Statement[] => {
  const { Policies } = roleOf(grants, context).Properties as {
    Policies: { PolicyDocument: { Statement: Statement[] } }[];
  };
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};

describe('no role holds a wildcard', () => {
  test.each(names)('%s', (name) => {
    for (const { Action, Resource } of statementsOf(granted[name] ?? {})) {
      for (const action of Action) {
        expect(action).toMatch(/^(dynamodb|logs|execute-api|s3|secretsmanager|sqs):[A-Za-z]+$/);
      }
      // It takes no resource, and gives nothing without the right to read each secret.
      if (Action.join() === 'secretsmanager:BatchGetSecretValue') continue;
      // Connection ids are the gateway's to give: this API, this stage, this method and no further.
      const resources = [Resource].flat().map((resource) => JSON.stringify(resource));
      const narrowed = resources.map((text) =>
        text
          .replace(/\/prod\/(POST|DELETE)\/@connections\/\*"/, '/prod/$1/@connections/ID"')
          // Functions make the ids of attachments.
          .replace('FilesBucket.Arn}/attachments/*"', 'FilesBucket.Arn}/attachments/ID"'),
      );
      expect(narrowed.join()).not.toContain('*');
    }
  });

  test('a table’s actions are bound to that table, its own logs to its own group', () => {
    expect(statementsOf({ 'rate-limits': ['UpdateItem'], sockets: ['POST'] })).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': ['OwnLogGroup', 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:UpdateItem'],
        Resource: { 'Fn::GetAtt': ['RateLimitsTable', 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['execute-api:ManageConnections'],
        Resource: [
          {
            'Fn::Sub':
              // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation spells it
              'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WebsocketsApi}/prod/POST/@connections/*',
          },
        ],
      },
    ]);
  });
});

test('actions on files are bound to attachments, but for telling that there is none', () => {
  const [, files, list] = statementsOf({ files: ['GetObject', 'ListBucket', 'PutObject'] });
  expect(files).toEqual({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation spells it
    Resource: { 'Fn::Sub': '${FilesBucket.Arn}/attachments/*' },
  });
  expect(list).toEqual({
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: { 'Fn::GetAtt': ['FilesBucket', 'Arn'] },
  });
  expect(statementsOf({ files: ['DeleteObject'] })).toHaveLength(2);
});

test('secrets are bound to the stage and their purpose', () => {
  const [, read, ask] = statementsOf({ secrets: ['jwt'] });
  expect(read).toEqual({
    Effect: 'Allow',
    Action: ['secretsmanager:GetSecretValue'],
    Resource: [
      {
        'Fn::Sub':
          // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation spells it
          'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:corechat/prod/jwt-??????',
      },
    ],
  });
  expect(ask).toEqual({ Effect: 'Allow', Action: ['secretsmanager:BatchGetSecretValue'], Resource: '*' });
});

/** docs/decisions/044-eight-slots-for-each-route.md */
const SLOTS = 8;

/**
 * The attacker sends requests to one route, as many at once as its function has slots: others then get 503. Before, three requests held
 * 14 of the routes; 1,500 refusals a second held them as well, which the gateway of prod passes on.
 */
describe('a few requests do not hold a route', () => {
  const routed = Object.entries(template.functions as Record<string, DeployedFunction>).filter(
    ([, { events = [] }]) => events.some((event) => 'httpApi' in event || 'websocket' in event),
  );

  test.each(routed)(
    '%s answers at least eight at once',
    (_, { reservedConcurrency = Number.POSITIVE_INFINITY }) => {
      expect(reservedConcurrency).toBeGreaterThanOrEqual(SLOTS);
    },
  );

  test.each(['dev', 'staging', 'prod'])('nor do refusals, at the rate of the gateway of %s', (stage) => {
    // A refusal takes no longer than this in a warm environment: it asks no database.
    const refusalSeconds = 0.002;
    expect(Number(readSettings(stage).gatewayRateLimit) * refusalSeconds).toBeLessThan(SLOTS);
  });
});

describe('what may reach MongoDB at once', () => {
  // docs/operations.md#sizing-atlas: what a member of an M10 takes, and of an M20.
  const [atlasM10, atlasM20] = [1_490, 2_990];
  const functions = Object.values(template.functions) as DeployedFunction[];
  const sumOf = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
  const sum = sumOf(functions.map(({ reservedConcurrency = 0 }) => reservedConcurrency));
  /** What an environment keeps open to the primary: its pool, and one that watches. */
  const connectionsOf = ({ environment }: DeployedFunction): number =>
    Number(environment?.MONGODB_POOL_SIZE ?? template.custom.deployed.mongodbPoolSize) + 1;
  const connections = sumOf(functions.map((each) => (each.reservedConcurrency ?? 0) * connectionsOf(each)));

  test('is bounded: each function that reads the database’s secret reserves, but for what a deployment calls', () => {
    const unbounded = Object.entries(template.functions as Record<string, DeployedFunction>)
      .filter(
        ([, { grants, reservedConcurrency }]) => grants?.secrets?.includes('mongodb') && !reservedConcurrency,
      )
      .map(([name]) => name);
    expect(unbounded).toEqual(['system-schema']);
  });

  test('fits an Atlas M10; a hundred functions fit an M20 and a region of 1,000 executions', () => {
    expect(template.custom.deployed.mongodbPoolSize).toBe('2');
    expect(connections).toBeLessThanOrEqual(atlasM10);
    const further = Math.max(0, 100 - functions.length) * SLOTS;
    const hundred = sum + further;
    // Rare functions have a pool of one (docs/decisions/048-groups.md).
    expect(connections + further * 2).toBeLessThanOrEqual(atlasM20);
    // AWS keeps 100 for functions that reserve nothing.
    expect(hundred).toBeLessThanOrEqual(1_000 - 100);
  });

  test('is what docs/scaling.md says', () => {
    const scaling = readFileSync(join(import.meta.dirname, '../docs/scaling.md'), 'utf8');
    const [, environments, said = ''] = /to (\d+) environments, or ([\d,]+) connections/.exec(scaling) ?? [];
    expect([Number(environments), Number(said.replace(',', ''))]).toEqual([sum, connections]);
  });
});
