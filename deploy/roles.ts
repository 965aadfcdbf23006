/** One IAM role per function, from what serverless.yml grants it: exact actions on exact tables, and nothing else. */

/** DynamoDB actions by table; `sockets`: methods of the management API, for functions that speak to open sockets. */
export type Grants = Record<string, string[]>;

export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: unknown;
}

export interface CloudFormationResource {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string | string[];
  [attribute: string]: unknown;
}

const SOCKETS = 'sockets';

/** rate-limits -> RateLimitsTable, as resources/tables.yml calls it. */
export const tableLogicalId = (table: string): string =>
  `${table.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Table`;

/** The stack makes the log group, so that nobody but the stack decides how long logs are kept. */
const ownLogs = (logGroup: string): Statement => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  // Ends in `:*`: the streams of this one group, which Lambda names as it starts environments.
  Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] },
});

const onTable = (table: string, actions: string[]): Statement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `dynamodb:${action}`).sort(),
  Resource: { 'Fn::GetAtt': [tableLogicalId(table), 'Arn'] },
});

/** Connection ids are given out by the gateway, so the last part cannot be narrower than "of this API and stage". */
const onSockets = (methods: string[], websocketApi: string, stage: string): Statement => ({
  Effect: 'Allow',
  Action: ['execute-api:ManageConnections'],
  Resource: methods.toSorted().map((method) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${websocketApi}}/${stage}/${method}/@connections/*`,
  })),
});

export interface RoleContext {
  /** logical id of the function's log group */
  logGroup: string;
  /** logical id of the WebSocket API */
  websocketApi: string;
  stage: string;
}

export function roleOf(
  grants: Grants,
  { logGroup, websocketApi, stage }: RoleContext,
): CloudFormationResource {
  const statements = Object.entries(grants)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([what, actions]) =>
      what === SOCKETS ? onSockets(actions, websocketApi, stage) : onTable(what, actions),
    );
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [
        {
          PolicyName: 'grants',
          PolicyDocument: { Version: '2012-10-17', Statement: [ownLogs(logGroup), ...statements] },
        },
      ],
    },
  };
}

/** What serverless.yml may say under a function's `grants`. */
export const GRANTS_SCHEMA = {
  type: 'object',
  additionalProperties: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' } },
} as const;
