/**
 * `npm run deployer-policy`: what a deployer of one stage must be allowed, and no more. CloudFormation acts with the deployer's own rights,
 * so the policy names what it does to each type of resource in the template.
 */
import { runCommand } from '../local/user-error.ts';
import { parseStageOptions } from './options.ts';
import type { Template } from './template.ts';

const HELP = `Usage: npm run deployer-policy -- --stage STAGE [options]

Prints an IAM policy: what deploying and removing the stage takes. docs/deploying.md#a-deployers-rights says how to use it.

Options
  --stage STAGE     which
  --region REGION   default: AWS_REGION, or us-east-1
  --help            show this and exit
`;

const HTTP = ['apigateway:DELETE', 'apigateway:GET', 'apigateway:PATCH', 'apigateway:POST', 'apigateway:PUT'];

/** What CloudFormation does, by type of resource: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html */
export const ACTIONS: Record<string, string[]> = {
  'AWS::ApiGatewayV2::Api': HTTP,
  'AWS::ApiGatewayV2::ApiMapping': HTTP,
  'AWS::ApiGatewayV2::DomainName': [
    ...HTTP,
    'apigateway:AddCertificateToDomain',
    'apigateway:RemoveCertificateFromDomain',
  ],
  'AWS::ApiGatewayV2::Integration': [...HTTP, 'iam:PassRole'],
  'AWS::ApiGatewayV2::Route': HTTP,
  'AWS::ApiGatewayV2::RouteResponse': HTTP,
  'AWS::ApiGatewayV2::Stage': [
    ...HTTP,
    'apigateway:TagResource',
    'apigateway:UntagResource',
    // For access logs: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.permissions.html
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ],
  'AWS::Budgets::Budget': [
    'budgets:ListTagsForResource',
    'budgets:ModifyBudget',
    'budgets:TagResource',
    'budgets:UntagResource',
    'budgets:ViewBudget',
  ],
  'AWS::CloudWatch::Alarm': [
    'cloudwatch:DeleteAlarms',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:ListTagsForResource',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:TagResource',
    'cloudwatch:UntagResource',
  ],
  'AWS::CloudWatch::Dashboard': [
    'cloudwatch:DeleteDashboards',
    'cloudwatch:GetDashboard',
    'cloudwatch:PutDashboard',
  ],
  'AWS::CodeDeploy::Application': [
    'codedeploy:CreateApplication',
    'codedeploy:DeleteApplication',
    'codedeploy:GetApplication',
    'codedeploy:ListTagsForResource',
    'codedeploy:TagResource',
    'codedeploy:UntagResource',
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    'codedeploy:CreateDeploymentGroup',
    'codedeploy:DeleteDeploymentGroup',
    'codedeploy:GetDeploymentGroup',
    'codedeploy:ListTagsForResource',
    'codedeploy:TagResource',
    'codedeploy:UntagResource',
    'codedeploy:UpdateDeploymentGroup',
    'iam:PassRole',
  ],
  // With CloudFormation's caller's rights.
  'Custom::Schema': ['lambda:InvokeFunction'],
  'AWS::DynamoDB::Table': [
    'dynamodb:CreateTable',
    'dynamodb:DeleteTable',
    'dynamodb:DescribeContinuousBackups',
    'dynamodb:DescribeContributorInsights',
    'dynamodb:DescribeKinesisStreamingDestination',
    'dynamodb:DescribeTable',
    'dynamodb:DescribeTimeToLive',
    'dynamodb:GetResourcePolicy',
    'dynamodb:ListTagsOfResource',
    'dynamodb:TagResource',
    'dynamodb:UntagResource',
    'dynamodb:UpdateContinuousBackups',
    'dynamodb:UpdateTable',
    'dynamodb:UpdateTimeToLive',
    'kms:DescribeKey',
  ],
  'AWS::EC2::VPCEndpoint': [
    'ec2:CreateTags',
    'ec2:CreateVpcEndpoint',
    'ec2:DeleteTags',
    'ec2:DeleteVpcEndpoints',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcEndpoints',
    'ec2:DescribeVpcs',
    'ec2:ModifyVpcEndpoint',
  ],
  'AWS::Events::Rule': [
    'events:DeleteRule',
    'events:DescribeRule',
    'events:ListTagsForResource',
    'events:ListTargetsByRule',
    'events:PutRule',
    'events:PutTargets',
    'events:RemoveTargets',
    'events:TagResource',
    'events:UntagResource',
  ],
  'AWS::IAM::Role': [
    'iam:AttachRolePolicy',
    'iam:CreateRole',
    'iam:DeleteRole',
    'iam:DeleteRolePolicy',
    'iam:DetachRolePolicy',
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
    'iam:ListRolePolicies',
    'iam:PutRolePolicy',
    'iam:TagRole',
    'iam:UntagRole',
    'iam:UpdateAssumeRolePolicy',
    'iam:UpdateRole',
    'iam:UpdateRoleDescription',
  ],
  'AWS::Lambda::Alias': [
    'codedeploy:CreateDeployment',
    'codedeploy:GetDeployment',
    'codedeploy:GetDeploymentConfig',
    'codedeploy:GetDeploymentGroup',
    'codedeploy:RegisterApplicationRevision',
    'codedeploy:StopDeployment',
    'lambda:CreateAlias',
    'lambda:DeleteAlias',
    'lambda:GetAlias',
    'lambda:GetProvisionedConcurrencyConfig',
    'lambda:UpdateAlias',
  ],
  'AWS::Lambda::Function': [
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
    'iam:PassRole',
    'lambda:CreateFunction',
    'lambda:DeleteFunction',
    'lambda:DeleteFunctionConcurrency',
    'lambda:GetFunction',
    'lambda:GetFunctionCodeSigningConfig',
    'lambda:GetFunctionRecursionConfig',
    'lambda:GetFunctionScalingConfig',
    'lambda:GetRuntimeManagementConfig',
    'lambda:PutFunctionConcurrency',
    'lambda:TagResource',
    'lambda:UntagResource',
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionConfiguration',
    's3:GetObject',
    's3:GetObjectVersion',
  ],
  'AWS::Lambda::Permission': ['lambda:AddPermission', 'lambda:GetPolicy', 'lambda:RemovePermission'],
  'AWS::Lambda::Version': [
    'lambda:DeleteFunction',
    'lambda:GetFunctionConfiguration',
    'lambda:GetFunctionScalingConfig',
    'lambda:GetProvisionedConcurrencyConfig',
    'lambda:GetRuntimeManagementConfig',
    'lambda:ListVersionsByFunction',
    'lambda:PublishVersion',
  ],
  'AWS::Logs::LogGroup': [
    'logs:CreateLogGroup',
    'logs:DeleteLogGroup',
    'logs:DescribeIndexPolicies',
    'logs:DescribeLogGroups',
    'logs:GetDataProtectionPolicy',
    'logs:ListTagsForResource',
    'logs:PutRetentionPolicy',
    'logs:TagResource',
    'logs:UntagResource',
  ],
  'AWS::Route53::RecordSet': [
    'route53:ChangeResourceRecordSets',
    'route53:GetChange',
    'route53:GetHostedZone',
    'route53:ListResourceRecordSets',
  ],
  'AWS::S3::Bucket': [
    's3:CreateBucket',
    's3:DeleteBucket',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketTagging',
    's3:GetBucketVersioning',
    's3:GetEncryptionConfiguration',
    's3:ListBucket',
    's3:PutBucketPublicAccessBlock',
    's3:PutBucketTagging',
    's3:PutEncryptionConfiguration',
  ],
  'AWS::S3::BucketPolicy': ['s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:PutBucketPolicy'],
  'AWS::SNS::Subscription': ['sns:GetSubscriptionAttributes', 'sns:Subscribe', 'sns:Unsubscribe'],
  'AWS::SNS::Topic': [
    'sns:CreateTopic',
    'sns:DeleteTopic',
    'sns:GetDataProtectionPolicy',
    'sns:GetTopicAttributes',
    'sns:ListSubscriptionsByTopic',
    'sns:ListTagsForResource',
    'sns:SetTopicAttributes',
    'sns:TagResource',
    'sns:UntagResource',
  ],
};

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
    cloudformation: [name, `${name}-domain`].map((stack) => arn('cloudformation', `stack/${stack}/*`)),
    cloudwatch: [arn('cloudwatch', `alarm:${name}-*`), arn('cloudwatch', `dashboard/${name}*`, '')],
    codedeploy: [arn('codedeploy', `application:${name}-*`), arn('codedeploy', `deploymentgroup:${name}-*`)],
    dynamodb: [arn('dynamodb', `table/${name}-*`)],
    events: [arn('events', `rule/${name}-*`)],
    iam: [arn('iam', `role/${name}-*`, '')],
    lambda: [arn('lambda', `function:${name}-*`)],
    logs: [arn('logs', `log-group:*${name}*`)],
    s3: [`arn:aws:s3:::${name}-*`],
    // And the one secret of stages from before. Asked for by name, a secret that does not exist yet has no suffix.
    secretsmanager: ['/*', '', '-??????'].map((suffix) =>
      arn('secretsmanager', `secret:corechat/${stage}${suffix}`),
    ),
    sns: [arn('sns', `${name}-*`)],
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
