/** How new code takes over. `all-at-once` needs nothing here: CloudFormation updates one function after the other. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type CloudFormationResource, referencedIds, type Template } from './template.ts';

/** CodeDeploy's own configurations: a tenth of the traffic for ten minutes, or another tenth each minute. */
const SHIFTS = {
  canary: 'CodeDeployDefault.LambdaCanary10Percent10Minutes',
  linear: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
} as const;

type Shift = keyof typeof SHIFTS;

export const ROLLOUTS = ['all-at-once', 'canary', 'linear'] as const;
export type Rollout = (typeof ROLLOUTS)[number];
export const ROLLOUT_SCHEMA = v.picklist(ROLLOUTS, `must be one of ${ROLLOUTS.join(', ')}`);

/** Alarms of resources/alarms.yml that take a shift back. */
const ALARMS = ['HttpErrorsAlarm', 'SocketErrorsAlarm'];

const ALIAS = 'live';

/**
 * Traffic moves from the version before to the new one behind an alias, and back when an alarm fires; CloudFormation then takes the
 * rest of the deployment back, too. Three resources a function, which rare ones do without: a tenth of their requests says nothing within
 * ten minutes, and a template holds 500 resources.
 * @param digests of the functions' code, by logical id
 */
export function shiftTraffic(template: Template, rollout: Shift, digests: Record<string, string>): void {
  const { Resources } = template;
  for (const id of shiftedFunctions(template)) {
    const name = id.replace(/LambdaFunction$/, '');
    const version = `${name}Version${versionDigest(Resources[id], digests[id] ?? '')}`;
    const [alias, group] = [`${name}Alias`, `${name}DeploymentGroup`];
    // No DeletionPolicy: the version before goes once the alias has left it.
    Resources[version] = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: id } } };
    Resources[group] = deploymentGroup(rollout);
    Resources[alias] = aliasOf(id, version, group);
    callAlias(template, id, alias);
  }
  Resources.CodeDeployApplication = {
    Type: 'AWS::CodeDeploy::Application',
    Properties: { ComputePlatform: 'Lambda' },
  };
  Resources.CodeDeployRole = codeDeployRole();
}

function shiftedFunctions({ Resources }: Template): string[] {
  const integrations = Object.values(Resources).filter(
    ({ Type }) => Type === 'AWS::ApiGatewayV2::Integration',
  );
  const ids = new Set(integrations.flatMap(({ Properties }) => [...referencedIds(Properties)]));
  return [...ids].filter((id) => {
    const resource = Resources[id];
    return resource?.Type === 'AWS::Lambda::Function' && !isRare(resource);
  });
}

/** serverless.yml gives a rare function a pool of one connection. */
function isRare({ Properties }: CloudFormationResource): boolean {
  const { Variables } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  return Variables?.MONGODB_POOL_SIZE === '1';
}

/** Lambda refuses to publish a version of what has not changed, so the name changes with the code and the configuration alone. */
function versionDigest(resource: CloudFormationResource | undefined, codeDigest: string): string {
  const {
    Code: _,
    ReservedConcurrentExecutions: __,
    Role: ___,
    Tags: ____,
    ...configuration
  } = resource?.Properties ?? {};
  return createHash('sha256')
    .update(codeDigest)
    .update(JSON.stringify(configuration))
    .digest('hex')
    .slice(0, 12);
}

const deploymentGroup = (rollout: Shift): CloudFormationResource => ({
  Type: 'AWS::CodeDeploy::DeploymentGroup',
  Properties: {
    ApplicationName: { Ref: 'CodeDeployApplication' },
    ServiceRoleArn: { 'Fn::GetAtt': ['CodeDeployRole', 'Arn'] },
    DeploymentConfigName: SHIFTS[rollout],
    DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL', DeploymentType: 'BLUE_GREEN' },
    AlarmConfiguration: { Enabled: true, Alarms: ALARMS.map((Ref) => ({ Name: { Ref } })) },
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
  },
});

const aliasOf = (id: string, version: string, group: string): CloudFormationResource => ({
  Type: 'AWS::Lambda::Alias',
  Properties: {
    Name: ALIAS,
    FunctionName: { Ref: id },
    FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
  },
  UpdatePolicy: {
    CodeDeployLambdaAliasUpdate: {
      ApplicationName: { Ref: 'CodeDeployApplication' },
      DeploymentGroupName: { Ref: group },
    },
  },
});

/** Integrations name the alias instead of the function. */
function callAlias({ Resources }: Template, id: string, alias: string): void {
  for (const resource of Object.values(Resources)) {
    if (resource.Type !== 'AWS::ApiGatewayV2::Integration') continue;
    resource.Properties = replaceArn(resource.Properties, id, alias) as Record<string, unknown>;
  }
}

/** An alias's Ref is its ARN. */
function replaceArn(value: unknown, id: string, alias: string): unknown {
  if (Array.isArray(value)) return value.map((each) => replaceArn(each, id, alias));
  if (typeof value !== 'object' || value === null) return value;
  const [target] = [(value as Record<string, unknown>)['Fn::GetAtt']].flat();
  if (target === id) return { Ref: alias };
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaceArn(child, id, alias)]));
}

const codeDeployRole = (): CloudFormationResource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    ManagedPolicyArns: [
      { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited` },
    ],
  },
});
