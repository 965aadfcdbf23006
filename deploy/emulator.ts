/** AWS_ENDPOINT_URL can name an AWS emulator. What it answers to, and what it lacks, is found out here and nowhere else. */
import { UserError } from '../local/user-error.ts';
import type { AwsProvider } from './serverless.ts';
import type { Template } from './template.ts';

const AWS_HOST = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/;

/**
 * @returns undefined without one, or when it is one of AWS's own addresses (of a VPC, or of FIPS)
 * @throws UserError when it is no address
 */
export function emulatorEndpoint(): string | undefined {
  const url = process.env.AWS_ENDPOINT_URL;
  if (!url) return undefined;
  if (!/^https?:\/\/[^/\s]/.test(url) || !URL.canParse(url)) {
    throw new UserError(`AWS_ENDPOINT_URL must start with http:// or https://, not be "${url}"`);
  }
  return AWS_HOST.test(new URL(url).hostname) ? undefined : url.replace(/\/+$/, '');
}

/** `bucket.localhost` is a name that few systems resolve; `localhost/bucket` works everywhere. */
export function pathStyleBuckets(provider: AwsProvider): void {
  const original = provider.getAwsSdkV3Config.bind(provider);
  provider.getAwsSdkV3Config = async (options) => ({ ...(await original(options)), forcePathStyle: true });
}

/** Emulators name a WebSocket API by its http address. */
function websocketAddress(endpoint: string, websocketApi: string, stage: string) {
  const scheme = endpoint.startsWith('https:') ? 'wss://' : 'ws://';
  const apiEndpoint = { 'Fn::GetAtt': [websocketApi, 'ApiEndpoint'] };
  const host = { 'Fn::Select': [1, { 'Fn::Split': ['://', apiEndpoint] }] };
  return { 'Fn::Join': ['', [scheme, host, `/${stage}`]] };
}

/**
 * Functions find the emulator as their deployer did, unless it is known to them by another name. The management API is asked
 * for at the path that emulators share, because not every system resolves `<id>.execute-api.localhost`.
 */
export const emulatorEnvironment = (endpoint: string, websocketApi: string, stage: string) => ({
  AWS_ENDPOINT_URL: process.env.FUNCTIONS_AWS_ENDPOINT_URL || endpoint,
  WEBSOCKET_URL: process.env.WEBSOCKET_URL || websocketAddress(endpoint, websocketApi, stage),
  WEBSOCKET_MANAGEMENT_URL: process.env.WEBSOCKET_MANAGEMENT_URL || {
    'Fn::Sub': `/_aws/execute-api/\${${websocketApi}}/${stage}`,
  },
});

/**
 * An HTTP API at the path that emulators share: some answer `/health` themselves, under every host name.
 * @param url as the stack's output has it
 */
export function pathForm(url: string): string {
  const endpoint = emulatorEndpoint();
  const [api, service] = new URL(url).hostname.split('.');
  return endpoint && service === 'execute-api' ? `${endpoint}/_aws/execute-api/${api}/$default` : url;
}

/** The framework's bucket of deployments, whose policy refuses requests without TLS. */
export const bucketOf = (endpoint: string) => ({
  blockPublicAccess: true,
  skipPolicySetup: endpoint.startsWith('http:'),
});

/** Where a name of one's own is answered: an emulator keeps its scheme and port. */
export function addressOf(name: string, scheme: 'https' | 'wss'): string {
  const endpoint = emulatorEndpoint();
  if (!endpoint) return `${scheme}://${name}`;
  const { protocol, port } = new URL(endpoint);
  const plain = protocol === 'http:' ? scheme.slice(0, -1) : scheme;
  return `${plain}://${name}${port && `:${port}`}`;
}

/** The emulator's own words on a template that has one empty resource of this type. */
async function knows(Type: string, region: string): Promise<boolean> {
  // Only a deployment to an emulator needs it, and loading it takes a while.
  const { CloudFormationClient, ValidateTemplateCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ region, maxAttempts: 1 });
  const TemplateBody = JSON.stringify({ Resources: { Probe: { Type } } });
  try {
    await client.send(new ValidateTemplateCommand({ TemplateBody }));
    return true;
  } catch (error) {
    return !(error as Error).message.includes(Type);
  }
}

const ROUTE_RESPONSE = 'AWS::ApiGatewayV2::RouteResponse';

/**
 * Takes out what emulators lack and an API on a laptop does without. Anything else that one does not know stays, and fails.
 * @returns what was left out, one line each
 */
export async function adaptToEmulator({ Resources }: Template, region: string): Promise<string[]> {
  const lines: string[] = [];
  // Route responses let a frame be answered; emulators without the type answer by the route's own setting.
  const routeResponses = await knows(ROUTE_RESPONSE, region);
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    const isMath = Type === 'AWS::CloudWatch::Alarm' && Properties.Metrics !== undefined;
    if (!isMath && (routeResponses || Type !== ROUTE_RESPONSE)) continue;
    delete Resources[id];
    lines.push(`Left out for the emulator: ${id} (${isMath ? 'an alarm on metric math' : Type})`);
  }
  return lines;
}
