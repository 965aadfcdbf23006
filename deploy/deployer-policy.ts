/**
 * `npm run deployer-policy`: what a deployer of one stage must be allowed, and no more. CloudFormation acts with the deployer's own rights,
 * so the policy names what it does to each type of resource in the template.
 */
import { runCommand } from '../local/user-error.ts';
import { ACTIONS } from './deployer-actions.ts';
import { parseStageOptions } from './options.ts';
import type { Template } from './template.ts';

const HELP = `Usage: npm run deployer-policy -- --stage STAGE [options]

Prints an IAM policy: what deploying and removing the stage takes. docs/deploying.md#a-deployers-rights says how to use it.

Options
  --stage STAGE     which
  --region REGION   default: AWS_REGION, or us-east-1
  --help            show this and exit
`;

/** What the deployment itself asks AWS: ours and the Serverless Framework's calls. */
const CALLS = [
  'apigateway:GET',
  'cloudformation:ContinueUpdateRollback',
  'cloudformation:CreateChangeSet',
  'cloudformation:CreateStack',
  'cloudformation:DeleteChangeSet',
  'cloudformation:DeleteStack',
  'cloudformation:DescribeChangeSet',
  'cloudformation:DescribeStackEvents',
  'cloudformation:DescribeStackResource',
  'cloudformation:DescribeStackResources',
  'cloudformation:DescribeStacks',
  'cloudformation:ExecuteChangeSet',
  'cloudformation:GetTemplate',
  'cloudformation:ListStackResources',
  'cloudformation:UpdateStack',
  'cloudformation:ValidateTemplate',
  'dynamodb:DescribeTable',
  'dynamodb:UpdateTable',
  'lambda:GetAccountSettings',
  'lambda:GetFunctionConfiguration',
  'logs:DescribeLogGroups',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:GetObject',
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:PutObject',
  'secretsmanager:CreateSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'sts:GetCallerIdentity',
];

/** Know no resource narrower than all, or are asked about all. */
const WIDE = [
  /^ec2:/,
  /^cloudformation:ValidateTemplate$/,
  /^codedeploy:GetDeploymentConfig$/,
  /^kms:DescribeKey$/,
  /^lambda:GetAccountSettings$/,
  /^logs:(\w+LogDelivery|ListLogDeliveries|DescribeLogGroups|DescribeResourcePolicies|PutResourcePolicy)$/,
  /^route53:/,
  /^sns:(GetSubscriptionAttributes|Unsubscribe)$/,
  /^sts:/,
];

const arnsOf = (stage: string, region: string): Record<string, string[]> => {
  const name = `corechat-${stage}`;
  // An account id would say nothing: a policy is of one account.
  const arn = (service: string, resource: string, at = region) => `arn:aws:${service}:${at}:*:${resource}`;
  const api = (path: string) => `arn:aws:apigateway:${region}::${path}`;
  return {
    apigateway: ['/apis', '/apis/*', '/domainnames', '/domainnames/*', '/tags/*'].map(api),
    budgets: [arn('budgets', `budget/${name}*`, '')],
    // CloudFront chooses the ids of distributions.
    cloudfront: [arn('cloudfront', 'distribution/*', ''), arn('cloudfront', `function/${name}-*`, '')],
    cloudformation: [name, `${name}-domain`].map((stack) => arn('cloudformation', `stack/${stack}/*`)),
    cloudwatch: [arn('cloudwatch', `alarm:${name}-*`), arn('cloudwatch', `dashboard/${name}*`, '')],
    codedeploy: [arn('codedeploy', `application:${name}-*`), arn('codedeploy', `deploymentgroup:${name}-*`)],
    dynamodb: [arn('dynamodb', `table/${name}-*`)],
    events: [arn('events', `rule/${name}-*`)],
    iam: [arn('iam', `role/${name}-*`, '')],
    // AWS chooses the ids of event source mappings.
    lambda: [arn('lambda', `function:${name}-*`), arn('lambda', 'event-source-mapping:*')],
    logs: [arn('logs', `log-group:*${name}*`)],
    s3: [`arn:aws:s3:::${name}-*`],
    // And the one secret of stages from before. Asked for by name, a secret that does not exist yet has no suffix.
    secretsmanager: ['/*', '', '-??????'].map((suffix) =>
      arn('secretsmanager', `secret:corechat/${stage}${suffix}`),
    ),
    sns: [arn('sns', `${name}-*`)],
    sqs: [arn('sqs', `${name}-*`)],
    // A firewall of CloudFront is in this region only.
    wafv2: [`webacl/${name}-*/*`, 'managedruleset/*'].map((path) =>
      arn('wafv2', `global/${path}`, 'us-east-1'),
    ),
  };
};

/** Roles may be handed to these, which the stack's roles are for. */
const ROLE_USERS = ['lambda.amazonaws.com', 'apigateway.amazonaws.com', 'codedeploy.amazonaws.com'];

export interface PolicyStatement {
  Effect: 'Allow';
  Action: string[];
  Resource: string | string[];
  Condition?: object;
}

/** @param omitted an action, for tests */
export function deployerPolicy(stage: string, region: string, omitted?: string) {
  const all = [...new Set([...CALLS, ...Object.values(ACTIONS).flat()])].filter(
    (action) => action !== omitted,
  );
  const isWide = (action: string) => WIDE.some((pattern) => pattern.test(action));
  const statements: PolicyStatement[] = Object.entries(arnsOf(stage, region)).map(([service, Resource]) => ({
    Effect: 'Allow',
    Action: all
      .filter((action) => action.startsWith(`${service}:`) && !isWide(action) && action !== 'iam:PassRole')
      .sort(),
    Resource,
  }));
  const Condition = { StringEquals: { 'iam:PassedToService': ROLE_USERS } };
  const passed = arnsOf(stage, region).iam ?? [];
  statements.push({ Effect: 'Allow', Action: ['iam:PassRole'], Resource: passed, Condition });
  statements.push({ Effect: 'Allow', Action: all.filter(isWide).sort(), Resource: '*' });
  return { Version: '2012-10-17', Statement: statements };
}

/** @returns types of resources of which the policy knows nothing */
export const unknownTypes = ({ Resources }: Template): string[] => [
  ...new Set(Object.values(Resources).flatMap(({ Type }) => (Type in ACTIONS ? [] : Type))),
];

if (import.meta.main) {
  await runCommand(async () => {
    const { stage, region, help } = parseStageOptions(process.argv.slice(2), 'deployer-policy', []);
    if (help) return console.log(HELP);
    console.log(
      JSON.stringify(deployerPolicy(stage, region ?? process.env.AWS_REGION ?? 'us-east-1'), null, 2),
    );
  });
}
