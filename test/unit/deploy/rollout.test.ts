import { expect, test } from 'vitest';
import { shiftTraffic } from '../../../deploy/rollout.ts';
import type { Template } from '../../../deploy/template.ts';

const arn = { 'Fn::GetAtt': ['SendLambdaFunction', 'Arn'] };

const templateOf = (properties: object = {}) =>
  ({
    Resources: {
      SendLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512, ...properties } },
      SchemaLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: {} },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { IntegrationUri: { 'Fn::Join': ['', ['arn:', arn, '/invocations']] } },
      },
    },
    Outputs: {},
  }) as unknown as Template;

function shift(properties?: object, digest = 'a') {
  const template = templateOf(properties);
  shiftTraffic(template, 'canary', { SendLambdaFunction: digest });
  const [version = ''] = Object.keys(template.Resources).filter((id) => id.startsWith('SendVersion'));
  return { template, version };
}

test('the gateway calls an alias, which CodeDeploy moves to the new version', () => {
  const { Resources } = shift().template;
  expect(Resources.Integration?.Properties.IntegrationUri).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'SendAlias' }, '/invocations']],
  });
  expect(Resources.SendAlias?.UpdatePolicy).toEqual({
    CodeDeployLambdaAliasUpdate: {
      ApplicationName: { Ref: 'CodeDeployApplication' },
      DeploymentGroupName: { Ref: 'SendDeploymentGroup' },
    },
  });
  expect(Resources.SendDeploymentGroup?.Properties).toMatchObject({
    AlarmConfiguration: {
      Alarms: [{ Name: { Ref: 'HttpErrorsAlarm' } }, { Name: { Ref: 'SocketErrorsAlarm' } }],
    },
    AutoRollbackConfiguration: { Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']) },
  });
});

test('what no API calls has neither version nor alias', () => {
  const { Resources } = shift().template;
  expect(Object.keys(Resources).filter((id) => id.startsWith('Schema'))).toEqual(['SchemaLambdaFunction']);
});

test('a rare function changes at once, as without a rollout', () => {
  const { template } = shift({ Environment: { Variables: { MONGODB_POOL_SIZE: '1' } } });
  expect(Object.keys(template.Resources).filter((id) => id.startsWith('Send'))).toEqual([
    'SendLambdaFunction',
  ]);
  expect(template.Resources.Integration?.Properties.IntegrationUri).toEqual({
    'Fn::Join': ['', ['arn:', arn, '/invocations']],
  });
});

test('a version is published when code or configuration change, and only then: Lambda refuses one that changes nothing', () => {
  const { version } = shift();
  expect(shift().version).toBe(version);
  expect(shift({ Code: { S3Key: 'another/upload' }, ReservedConcurrentExecutions: 3 }).version).toBe(version);
  expect(shift({ MemorySize: 1024 }).version).not.toBe(version);
  expect(shift({ VpcConfig: { SubnetIds: ['subnet-0a'] } }).version).not.toBe(version);
  expect(shift({}, 'b').version).not.toBe(version);
});
