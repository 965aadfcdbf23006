/** What becomes of the framework's CloudFormation template before it is written: everything that serverless.yml has no word for. */
import { digestsOf, stampBuild, stampSecurityExpiry } from './build.ts';
import { mapDomain } from './domain.ts';
import { addEdge, edgeUrl } from './edge.ts';
import { adaptToEmulator, addressOf, emulatorEndpoint } from './emulator.ts';
import { allowPlainHttp, dropScan, retainFiles, uploadFrom } from './files.ts';
import { placeInVpc } from './network.ts';
import { type Observation, observe } from './observation.ts';
import { retainData } from './retention.ts';
import { gatewayRole, roleLogicalId, roleOf } from './roles.ts';
import { shiftTraffic } from './rollout.ts';
import { runSchemaFirst } from './schema-first.ts';
import type { AwsProvider, Serverless } from './serverless.ts';
import type { Settings } from './settings.ts';
import {
  askAt,
  deployStagesAutomatically,
  dropEmptyVariables,
  dropImpliedDependencies,
  invokeAs,
  logTo,
  showAddresses,
  subscribeToAlarms,
  type Template,
} from './template.ts';

/** The function that tells which build answers. */
const HEALTH = 'system-health';
const SECURITY = 'system-security';

/** The function that brings the database up to date. */
const SCHEMA = 'system-schema';

/** In resources/gateways.yml. */
const LOG_GROUP = 'FunctionsLogGroup';
const GATEWAY_ROLE = 'GatewayRole';

export interface Finishing {
  service: Serverless['service'];
  provider: AwsProvider;
  /** undefined for a stage that is not deployed */
  settings: Settings | undefined;
  /** or only packaged */
  isDeployed: boolean;
  onLine: (line: string) => void;
}

/** Paths of the packaged functions, by logical id. */
function zipsOf({ service, provider }: Finishing): Record<string, string> {
  const paths = Object.entries(service.functions).map(([name, definition]) => [
    provider.naming.getLambdaLogicalId(name),
    definition.package?.artifact ?? '',
  ]);
  return Object.fromEntries(paths);
}

function addRoles(template: Template, { service, provider }: Finishing): void {
  const stage = provider.getStage();
  const context = { logGroup: LOG_GROUP, websocketApi: provider.naming.getWebsocketsApiLogicalId(), stage };
  for (const { grants = {} } of Object.values(service.functions)) {
    template.Resources[roleLogicalId(grants)] = roleOf(grants, context);
  }
  template.Resources[GATEWAY_ROLE] = gatewayRole(`corechat-${stage}-`);
  invokeAs(template, GATEWAY_ROLE);
}

/** Names, edge or neither. */
function placeAtAddress(template: Template, { service, provider, settings }: Finishing): void {
  const { domain, edge }: Partial<Settings> = settings ?? {};
  let url: unknown = { 'Fn::GetAtt': [provider.naming.getHttpApiLogicalId(), 'ApiEndpoint'] };
  if (domain) {
    mapDomain(template, domain);
    url = addressOf(domain.http, 'https');
  }
  if (edge) addEdge(template, edge, provider.getStage());
  // An emulator has distributions, but nothing that answers at their addresses.
  if (edge && !emulatorEndpoint()) url = edgeUrl(edge);
  askAt(template, url);
  uploadFrom(template, url, String(settings?.corsOrigins ?? ''));
  showAddresses(template, url, service.provider.environment.WEBSOCKET_URL);
}

export async function finishTemplate(finishing: Finishing): Promise<Template> {
  const { service, provider, settings, isDeployed, onLine } = finishing;
  const { compiledCloudFormationTemplate: template } = service.provider;
  const { vpc, rollout = 'all-at-once' }: Partial<Settings> = settings ?? {};
  const stage = provider.getStage();
  addRoles(template, finishing);
  logTo(template, LOG_GROUP);
  if (vpc) placeInVpc(template, vpc, `corechat-${stage}-`);
  placeAtAddress(template, finishing);
  const zips = zipsOf(finishing);
  const digests = digestsOf(zips);
  const schema = provider.naming.getLambdaLogicalId(SCHEMA);
  runSchemaFirst(template, schema, digests[schema] ?? '');
  deployStagesAutomatically(template);
  subscribeToAlarms(template, String(service.custom.deploy.alarmEmail ?? ''));
  dropEmptyVariables(template);
  if (String(settings?.fileScan) !== 'on') dropScan(template);
  observe(template, { ...(settings as Settings & Observation), stage });
  retainData(template, service.custom.deploy.keepData === true);
  retainFiles(template, service.custom.deploy.keepData === true);
  dropImpliedDependencies(template);
  const toEmulator = isDeployed && emulatorEndpoint() !== undefined;
  if (emulatorEndpoint()?.startsWith('http:')) allowPlainHttp(template);
  if (toEmulator) for (const line of await adaptToEmulator(template, provider.getRegion())) onLine(line);
  if (settings) stampBuild(template, settings, zips, provider.naming.getLambdaLogicalId(HEALTH));
  if (settings?.securityContact) stampSecurityExpiry(template, provider.naming.getLambdaLogicalId(SECURITY));
  // Last, when nothing of a function changes any more. Emulators know no CodeDeploy.
  if (rollout !== 'all-at-once' && !toEmulator) shiftTraffic(template, rollout, digests);
  return template;
}
