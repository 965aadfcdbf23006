/**
 * What watches a stack, as far as its settings ask for it: the canary, the WebSocket API's access log, tracing, a budget. The rest of
 * it, alarms and dashboard, stands in resources/.
 */
import type { Statement } from './roles.ts';
import type { CloudFormationResource, Template } from './template.ts';

/** The function that resources/canary.yml calls. */
export const CANARY = 'system-canary';

export interface Observation {
  stage: string;
  canary: boolean;
  websocketAccessLog: boolean;
  tracing: boolean;
  /** US dollars a month; 0: no budget */
  budgetUsd: number;
  alarmEmail: string;
}

const ofType = ({ Resources }: Template, type: string): CloudFormationResource[] =>
  Object.values(Resources).filter(({ Type }) => Type === type);

function dropCanary({ Resources }: Template): void {
  for (const id of Object.keys(Resources)) if (id.startsWith('Canary')) delete Resources[id];
}

function dropWebsocketAccessLog({ Resources }: Template): void {
  delete Resources.WebsocketsAccessLogGroup;
  delete Resources.WebsocketsDeploymentStage?.Properties.AccessLogSettings;
}

/** X-Ray takes traces from any resource of the account: these two actions know no other resource than `*`. */
const TRACES: Statement = {
  Effect: 'Allow',
  Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  Resource: '*',
};

interface Role {
  AssumeRolePolicyDocument: unknown;
  Policies: { PolicyDocument: { Statement: Statement[] } }[];
}

/** Of functions only: an HTTP or WebSocket API cannot be traced. */
function trace(template: Template): void {
  for (const { Properties } of ofType(template, 'AWS::Lambda::Function')) {
    Properties.TracingConfig = { Mode: 'Active' };
  }
  for (const { Properties } of ofType(template, 'AWS::IAM::Role')) {
    const { AssumeRolePolicyDocument, Policies } = Properties as unknown as Role;
    if (!JSON.stringify(AssumeRolePolicyDocument).includes('lambda.amazonaws.com')) continue;
    Policies[0]?.PolicyDocument.Statement.push(TRACES);
  }
}

/** One mail when the month's costs are there, one when the forecast is. */
const budget = (stage: string, usd: number, address: string): CloudFormationResource => {
  const notify = (NotificationType: string) => ({
    Notification: {
      NotificationType,
      ComparisonOperator: 'GREATER_THAN',
      Threshold: 100,
      ThresholdType: 'PERCENTAGE',
    },
    Subscribers: [{ SubscriptionType: 'EMAIL', Address: address }],
  });
  return {
    Type: 'AWS::Budgets::Budget',
    Properties: {
      Budget: {
        BudgetName: `corechat-${stage}`,
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: usd, Unit: 'USD' },
      },
      NotificationsWithSubscribers: [notify('ACTUAL'), notify('FORECASTED')],
    },
  };
};

/** The dashboard's first widget shows every alarm that the stack has. */
function showAlarms(template: Template): void {
  const body = template.Resources.Dashboard?.Properties.DashboardBody as
    | Record<'Fn::Sub', string>
    | undefined;
  if (!body) return;
  const names = ofType(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName);
  const arns = names.map(
    (name) => `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`,
  );
  body['Fn::Sub'] = body['Fn::Sub'].replace('"alarms": []', () => `"alarms": ${JSON.stringify(arns)}`);
}

export function observe(template: Template, settings: Observation): void {
  const { stage, canary, websocketAccessLog, tracing, budgetUsd, alarmEmail } = settings;
  if (!canary) dropCanary(template);
  if (!websocketAccessLog) dropWebsocketAccessLog(template);
  if (tracing) trace(template);
  if (budgetUsd > 0) template.Resources.Budget = budget(stage, budgetUsd, alarmEmail);
  showAlarms(template);
}
