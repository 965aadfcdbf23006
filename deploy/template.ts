/** What the framework's CloudFormation template needs before it is ours: tighter, and free of what CloudFormation knows anyway. */
export interface CloudFormationResource {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string | string[];
  [attribute: string]: unknown;
}

export interface Template {
  Resources: Record<string, CloudFormationResource>;
  Metadata?: Record<string, unknown>;
  Outputs: Record<string, { Description?: string; Value: unknown; Export?: unknown }>;
}

/** Logical ids that an expression refers to, and whose resource CloudFormation therefore makes first. */
export function referencedIds(value: unknown): Set<string> {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) walk(each);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    for (const [key, child] of Object.entries(node)) {
      if (key === 'Ref' && typeof child === 'string') found.add(child);
      else if (key === 'Fn::GetAtt')
        found.add(String(Array.isArray(child) ? child[0] : child).split('.')[0] ?? '');
      else if (key === 'Fn::Sub') for (const id of namesIn(child)) found.add(id);
      walk(child);
    }
  };
  walk(value);
  return found;
}

function namesIn(substitution: unknown): string[] {
  const text = Array.isArray(substitution) ? substitution[0] : substitution;
  return [...String(text).matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)].map(([, name = '']) => name);
}

/** The framework writes down dependencies that follow from references (cfn-lint W3005). */
export function dropImpliedDependencies({ Resources }: Template): void {
  for (const resource of Object.values(Resources)) {
    if (resource.DependsOn === undefined) continue;
    const implied = referencedIds(resource.Properties);
    const needed = [resource.DependsOn].flat().filter((id) => !implied.has(id));
    if (needed.length > 0) resource.DependsOn = needed;
    else delete resource.DependsOn;
  }
}

const ofType = ({ Resources }: Template, type: string): [string, CloudFormationResource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

/** The gateways invoke functions in a role of this stack, so no function needs its own permission. */
export function invokeAs(template: Template, role: string): void {
  for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Permission')) {
    if (Properties.Principal === 'apigateway.amazonaws.com') delete template.Resources[id];
  }
  for (const [, { Properties }] of ofType(template, 'AWS::ApiGatewayV2::Integration')) {
    Properties.CredentialsArn = { 'Fn::GetAtt': [role, 'Arn'] };
  }
}

/** One log group of the stage: Lambda puts the function's name into the name of each stream. */
export function logTo(template: Template, logGroup: string): void {
  for (const [, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
    Properties.LoggingConfig = { ...(Properties.LoggingConfig as object), LogGroup: { Ref: logGroup } };
  }
}

/**
 * A deployment resource is a snapshot that must be replaced whenever a route changes; a stage that deploys itself cannot be
 * forgotten, as the HTTP API's does not need one either.
 */
export function deployStagesAutomatically(template: Template): void {
  for (const [id] of ofType(template, 'AWS::ApiGatewayV2::Deployment')) delete template.Resources[id];
  for (const [, { Properties }] of ofType(template, 'AWS::ApiGatewayV2::Stage')) {
    delete Properties.DeploymentId;
    Properties.AutoDeploy = true;
  }
}

/** AWS asks the address to confirm first. @param email empty for no subscription */
export function subscribeToAlarms({ Resources }: Template, email: string): void {
  if (email === '') return;
  const Properties = { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint: email };
  Resources.AlarmSubscription = { Type: 'AWS::SNS::Subscription', Properties };
}

/** An unset variable says nothing, and would only be shown. */
export function dropEmptyVariables(template: Template): void {
  for (const [, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    for (const [name, value] of Object.entries(Variables)) if (value === '') delete Variables[name];
  }
}

/** The canary asks where people do. */
export function askAt(template: Template, httpUrl: unknown): void {
  for (const [, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    if (Variables.API_URL) Variables.API_URL = httpUrl;
  }
}

/** @param httpUrl the API's own, rather than one put together: an emulator answers elsewhere than AWS */
export function showAddresses({ Outputs }: Template, httpUrl: unknown, websocketUrl: unknown): void {
  Outputs.HttpApiUrl = { Description: 'URL of the HTTP API', Value: httpUrl };
  Outputs.WebSocketUrl = { Description: 'URL of the WebSocket API, as tickets hold it', Value: websocketUrl };
  // `serverless info` shows the one of this name.
  Outputs.ServiceEndpointWebsocket = { Description: 'The same', Value: websocketUrl };
}
