/** What a stage's settings add to its template to watch it, and take away. */
import { expect, test } from 'vitest';
import { type Observation, observe } from '../../../deploy/observation.ts';
import { roleOf } from '../../../deploy/roles.ts';
import type { Template } from '../../../deploy/template.ts';

const OFF: Observation = {
  stage: 'qa',
  canary: false,
  websocketAccessLog: false,
  tracing: false,
  budgetUsd: 0,
  alarmEmail: '',
};

const context = { logGroup: 'Logs', websocketApi: 'WebsocketsApi', stage: 'qa' };

function observed(settings: Partial<Observation>): Template['Resources'] {
  const template = {
    Resources: {
      Send: { Type: 'AWS::Lambda::Function', Properties: {} },
      SendRole: roleOf({ sessions: ['GetItem'] }, context),
      GatewayRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }] },
          Policies: [{ PolicyDocument: { Statement: [] } }],
        },
      },
      CanaryAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'corechat-qa-canary' } },
      CanarySchedule: { Type: 'AWS::Events::Rule', Properties: {} },
      OtherAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'corechat-qa-other' } },
      WebsocketsAccessLogGroup: { Type: 'AWS::Logs::LogGroup', Properties: {} },
      WebsocketsDeploymentStage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { AccessLogSettings: { Format: '{}' } },
      },
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardBody: { 'Fn::Sub': '{ "alarms": [] }' } },
      },
    },
    Outputs: {},
  } as unknown as Template;
  observe(template, { ...OFF, ...settings });
  return template.Resources;
}

const alarmsShown = ({ Dashboard }: Template['Resources']): string[] => {
  const body = Dashboard?.Properties.DashboardBody as Record<'Fn::Sub', string> | undefined;
  return JSON.parse(body?.['Fn::Sub'] ?? '').alarms.map((arn: string) => arn.split(':alarm:')[1]);
};

test('without settings nothing runs on a schedule, traces, or costs', () => {
  const resources = observed({});
  const text = JSON.stringify(resources);
  expect(Object.keys(resources).filter((id) => /Canary|AccessLogGroup|Budget/.test(id))).toEqual([]);
  expect(text).not.toContain('xray');
  expect(text).not.toContain('AccessLogSettings');
  expect(alarmsShown(resources)).toEqual(['corechat-qa-other']);
});

test('the dashboard shows the canary’s alarm where it runs', () => {
  const resources = observed({ canary: true });
  expect(Object.keys(resources)).toEqual(expect.arrayContaining(['CanaryAlarm', 'CanarySchedule']));
  expect(alarmsShown(resources)).toEqual(['corechat-qa-canary', 'corechat-qa-other']);
});

test('tracing lets functions, and nothing else, send traces', () => {
  const { Send, SendRole, GatewayRole } = observed({ tracing: true });
  expect(Send?.Properties.TracingConfig).toEqual({ Mode: 'Active' });
  const traces = {
    Effect: 'Allow',
    Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    Resource: '*',
  };
  expect(SendRole?.Properties.Policies).toMatchObject([
    { PolicyDocument: { Statement: expect.arrayContaining([traces]) } },
  ]);
  expect(JSON.stringify(GatewayRole)).not.toContain('xray');
});

test('a budget mails the address of the alarms about costs and about their forecast', () => {
  const { Budget } = observed({ budgetUsd: 500, alarmEmail: 'oncall@example.org' });
  expect(Budget?.Properties).toMatchObject({
    Budget: { BudgetName: 'corechat-qa', BudgetLimit: { Amount: 500, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
    NotificationsWithSubscribers: ['ACTUAL', 'FORECASTED'].map((NotificationType) => ({
      Notification: { NotificationType, Threshold: 100 },
      Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'oncall@example.org' }],
    })),
  });
});

test('the WebSocket API’s lines are kept where the stage asks for them', () => {
  const { WebsocketsAccessLogGroup, WebsocketsDeploymentStage } = observed({ websocketAccessLog: true });
  expect(WebsocketsAccessLogGroup).toBeDefined();
  expect(WebsocketsDeploymentStage?.Properties.AccessLogSettings).toBeDefined();
});
