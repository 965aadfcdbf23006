/**
 * IAM roles, from what serverless.yml grants each function: exact actions on exact tables, and nothing else. Functions with equal
 * grants share a role, because a CloudFormation template holds 500 resources (docs/decisions/019-room-for-a-hundred-functions.md).
 */

import type { FunctionDefinition } from './serverless.ts';
import type { CloudFormationResource } from './template.ts';

/**
 * DynamoDB actions by table; `sockets`: methods of the management API, for functions that speak to open sockets; `queue`, `fan-out`,
 * `previews` and `notifications`: actions on the queues of domain events, pushes, links and notifications; `files`: actions on the bucket of
 * attachments; `secrets`: the last parts of the names of what lib/platform/secrets.ts reads.
 */
export type Grants = Record<string, string[]>;

export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: unknown;
}

const SOCKETS = 'sockets';
/** By grant, as resources/queues.yml calls them. */
const QUEUES: Record<string, string> = {
  queue: 'EventsQueue',
  'fan-out': 'FanOutQueue',
  previews: 'PreviewQueue',
  notifications: 'NotificationsQueue',
};
const FILES = 'files';
const SECRETS = 'secrets';

const pascalCase = (name: string): string =>
  name.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());

/** rate-limits -> RateLimitsTable, as resources/tables.yml calls it. */
export const tableLogicalId = (table: string): string => `${pascalCase(table)}Table`;

const inOrder = (grants: Grants): [string, string[]][] =>
  Object.entries(grants)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([what, actions]) => [what, actions.toSorted()]);

/** Says what the role grants, and is the same for equal grants: SessionsGetItemTicketsPutItemRole. */
export const roleLogicalId = (grants: Grants): string =>
  `${
    inOrder(grants)
      .map(([what, actions]) => `${pascalCase(what)}${actions.map(pascalCase).join('')}`)
      .join('') || 'LogsOnly'
  }Role`;

/** The stack makes the log group, so that the stack alone decides how long logs are kept. */
const ownLogs = (logGroup: string): Statement => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  // Ends in `:*`: the streams of this one group, which Lambda names as it starts environments.
  Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] },
});

const onTable = (table: string, actions: string[]): Statement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `dynamodb:${action}`),
  Resource: { 'Fn::GetAtt': [tableLogicalId(table), 'Arn'] },
});

/** Connection ids are given out by the gateway, so the last part cannot be narrower than "of this API and stage". */
const onSockets = (methods: string[], websocketApi: string, stage: string): Statement => ({
  Effect: 'Allow',
  Action: ['execute-api:ManageConnections'],
  Resource: methods.map((method) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${websocketApi}}/${stage}/${method}/@connections/*`,
  })),
});

const onQueue = (queue: string, actions: string[]): Statement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `sqs:${action}`),
  Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
});

/** Without ListBucket, S3 answers 403 and not 404 where there is no file. It is the one action on the bucket as a whole. */
const onFiles = (actions: string[]): Statement[] => {
  const list = actions.filter((action) => action === 'ListBucket');
  const others = actions.filter((action) => action !== 'ListBucket');
  const statements: [string[], unknown][] = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation spells it
    [others, { 'Fn::Sub': '${FilesBucket.Arn}/attachments/*' }],
    [list, { 'Fn::GetAtt': ['FilesBucket', 'Arn'] }],
  ];
  return statements
    .filter(([each]) => each.length > 0)
    .map(([each, Resource]) => ({
      Effect: 'Allow',
      Action: each.map((action) => `s3:${action}`),
      Resource,
    }));
};

/** Secrets Manager puts a hyphen and six characters behind a secret's name. */
const onSecrets = (purposes: string[], stage: string): Statement[] => [
  {
    Effect: 'Allow',
    Action: ['secretsmanager:GetSecretValue'],
    Resource: purposes.map((purpose) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:corechat/${stage}/${purpose}-??????`,
    })),
  },
  // It takes no resource, and gives nothing that the statement before does not allow.
  { Effect: 'Allow', Action: ['secretsmanager:BatchGetSecretValue'], Resource: '*' },
];

const roleFor = (service: string, Statement: Statement[]): CloudFormationResource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'grants', PolicyDocument: { Version: '2012-10-17', Statement } }],
  },
});

export interface RoleContext {
  /** logical id of the log group that all functions share */
  logGroup: string;
  /** logical id of the WebSocket API */
  websocketApi: string;
  stage: string;
}

/** The role of every function with these grants. */
export function roleOf(
  grants: Grants,
  { logGroup, websocketApi, stage }: RoleContext,
): CloudFormationResource {
  const statements = inOrder(grants).flatMap(([what, actions]) => {
    if (what === SOCKETS) return onSockets(actions, websocketApi, stage);
    const queue = QUEUES[what];
    if (queue) return onQueue(queue, actions);
    if (what === FILES) return onFiles(actions);
    return what === SECRETS ? onSecrets(actions, stage) : onTable(what, actions);
  });
  return roleFor('lambda.amazonaws.com', [ownLogs(logGroup), ...statements]);
}

/**
 * The role in which both gateways invoke functions, in the place of one permission per function.
 * @param prefix that the names of all functions of the stage share, and of no others
 */
export const gatewayRole = (prefix: string): CloudFormationResource =>
  roleFor('apigateway.amazonaws.com', [
    {
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: {
        'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${prefix}*`,
      },
    },
  ]);

/** Of a function that API Gateway calls for people: where a stage has an edge, it checks that requests came through it. */
export function withEdgeSecret({ grants = {}, events = [] }: FunctionDefinition): Grants {
  const isPublic = events.some(({ httpApi, websocket }) => httpApi !== undefined || websocket === '$connect');
  return isPublic ? { ...grants, [SECRETS]: [...(grants[SECRETS] ?? []), 'edge'] } : grants;
}

/** What serverless.yml may say under a function's `grants`. */
export const GRANTS_SCHEMA = {
  type: 'object',
  additionalProperties: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' } },
} as const;
