import { expect, test } from 'vitest';
import {
  deployStagesAutomatically,
  dropEmptyVariables,
  dropImpliedDependencies,
  invokeAs,
  logTo,
  referencedIds,
  showAddresses,
  subscribeToAlarms,
  type Template,
} from '../../../deploy/template.ts';

const templateOf = (Resources: Record<string, object>): Template =>
  ({ Resources, Outputs: {} }) as unknown as Template;

test('references are found however they are spelled', () => {
  const value = {
    a: { Ref: 'One' },
    b: [{ 'Fn::GetAtt': ['Two', 'Arn'] }, { 'Fn::GetAtt': 'Three.Arn' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation spells it
    c: { 'Fn::Join': ['', ['x', { 'Fn::Sub': '${Four}-${Five.Arn}-${AWS::Region}' }]] },
  };
  expect([...referencedIds(value)].sort()).toEqual(['Five', 'Four', 'One', 'Three', 'Two']);
});

test('a dependency that a reference implies goes, another one stays', () => {
  const template = templateOf({
    Route: {
      Type: 'Route',
      DependsOn: ['Integration', 'Stage'],
      Properties: { Target: { Ref: 'Integration' } },
    },
    Role: { Type: 'Role', DependsOn: 'Table', Properties: { Arn: { 'Fn::GetAtt': ['Table', 'Arn'] } } },
  });
  dropImpliedDependencies(template);
  expect(template.Resources.Route?.DependsOn).toEqual(['Stage']);
  expect(template.Resources.Role).not.toHaveProperty('DependsOn');
});

test('the gateways invoke in their role, and the permissions in its place go; those of other services stay', () => {
  const template = templateOf({
    Gateway: { Type: 'AWS::Lambda::Permission', Properties: { Principal: 'apigateway.amazonaws.com' } },
    Schedule: { Type: 'AWS::Lambda::Permission', Properties: { Principal: 'events.amazonaws.com' } },
    Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: {} },
  });
  invokeAs(template, 'OneRole');
  expect(Object.keys(template.Resources)).toEqual(['Schedule', 'Integration']);
  expect(template.Resources.Integration?.Properties.CredentialsArn).toEqual({
    'Fn::GetAtt': ['OneRole', 'Arn'],
  });
});

test('functions log to one group, in the form that each is set to', () => {
  const template = templateOf({
    Function: { Type: 'AWS::Lambda::Function', Properties: { LoggingConfig: { LogFormat: 'JSON' } } },
  });
  logTo(template, 'Group');
  expect(template.Resources.Function?.Properties.LoggingConfig).toEqual({
    LogFormat: 'JSON',
    LogGroup: { Ref: 'Group' },
  });
});

test('stages deploy themselves', () => {
  const template = templateOf({
    Deployment: { Type: 'AWS::ApiGatewayV2::Deployment', Properties: {} },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { DeploymentId: { Ref: 'Deployment' } } },
  });
  deployStagesAutomatically(template);
  expect(template.Resources).toEqual({
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { AutoDeploy: true } },
  });
});

test('empty variables are not shown', () => {
  const template = templateOf({
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { STAGE: 'dev', CORS_ORIGINS: '' } } },
    },
  });
  dropEmptyVariables(template);
  expect(template.Resources.Function?.Properties.Environment).toEqual({ Variables: { STAGE: 'dev' } });
});

test('alarms are mailed to the address that the stage names, if any', () => {
  const template = templateOf({});
  subscribeToAlarms(template, '');
  expect(template.Resources).toEqual({});
  subscribeToAlarms(template, 'oncall@example.org');
  expect(template.Resources.AlarmSubscription?.Properties).toMatchObject({ Endpoint: 'oncall@example.org' });
});

test('the outputs name both addresses', () => {
  const template = templateOf({});
  showAddresses(template, { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] }, 'wss://somewhere');
  expect(template.Outputs.HttpApiUrl?.Value).toEqual({ 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] });
  expect(template.Outputs.WebSocketUrl?.Value).toBe('wss://somewhere');
});
