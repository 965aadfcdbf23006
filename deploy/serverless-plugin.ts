/**
 * What the Serverless Framework leaves to us when it packages and deploys: roles from grants, one log group, stages that must be known,
 * checks before anything is changed, and emulators. The rest of the deployment stands in serverless.yml and resources/.
 */
import { UserError } from '../local/user-error.ts';
import { digestsOf, stampBuild } from './build.ts';
import { mapDomain } from './domain.ts';
import {
  adaptToEmulator,
  addressOf,
  bucketOf,
  emulatorEndpoint,
  emulatorEnvironment,
  pathStyleBuckets,
} from './emulator.ts';
import { placeInVpc } from './network.ts';
import { CANARY, type Observation, observe } from './observation.ts';
import { retainData } from './retention.ts';
import { GRANTS_SCHEMA, gatewayRole, roleLogicalId, roleOf } from './roles.ts';
import { shiftTraffic } from './rollout.ts';
import { describeRoom, isFull, roomIn } from './room.ts';
import { runSchemaFirst } from './schema-first.ts';
import type { AwsProvider, Serverless } from './serverless.ts';
import { overruledVariables, readSettings, type Settings } from './settings.ts';
import type { Context, Options } from './steps.ts';
import {
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

/** The function that brings the database up to date. */
const SCHEMA = 'system-schema';

interface Log {
  notice(text: string): void;
  warning(text: string): void;
}

/** In resources/gateways.yml. */
const LOG_GROUP = 'FunctionsLogGroup';
const GATEWAY_ROLE = 'GatewayRole';

interface Utilities {
  log: Log;
  progress: { get(name: string): { remove(): void } };
}

export default class DeployPlugin {
  readonly #serverless: Serverless;
  readonly #provider: AwsProvider;
  readonly #log: Log;
  readonly #progress: Utilities['progress'];
  /** Undefined unless the whole stack is packaged or deployed. */
  readonly #settings: Settings | undefined;
  readonly #options: Options;
  #isDeploying = false;

  readonly commands = {
    deploy: {
      options: { yes: { usage: 'Do not ask about what the deployment takes away', type: 'boolean' } },
    },
  };

  readonly hooks = {
    initialize: () => this.#mendably(() => this.#initialize()),
    'before:package:initialize': () => this.#assignRoles(),
    'after:aws:package:finalize:mergeCustomProviderResources': () => this.#finishTemplate(),
    'before:aws:deploy:deploy:createStack': () => {
      // A question would be overwritten.
      this.#progress.get('main').remove();
      return this.#mendably(() => this.#run('review'));
    },
    'after:aws:deploy:deploy:updateStack': () => this.#mendably(() => this.#run('protect')),
    'before:remove:remove': () => this.#mendably(() => this.#run('remove')),
  };

  constructor(serverless: Serverless, options: Options, { log, progress }: Utilities) {
    this.#serverless = serverless;
    this.#provider = serverless.getProvider('aws');
    this.#log = log;
    this.#progress = progress;
    this.#options = options;
    serverless.configSchemaHandler.defineFunctionProperties('aws', {
      type: 'object',
      properties: { grants: GRANTS_SCHEMA },
    });
    // `serverless logs` looks there.
    this.#provider.naming.getLogGroupName = () => `/aws/lambda/corechat-${this.#provider.getStage()}`;
    if (emulatorEndpoint()) pathStyleBuckets(this.#provider);
    // Before the framework validates serverless.yml, which would name the places where a wrong setting is used.
    const [command = '', ...more] = serverless.processedInput.commands;
    if (more.length === 0 && ['package', 'deploy'].includes(command)) this.#settings = this.#readSettings();
  }

  #readSettings(): Settings {
    const { processedInput, configurationInput } = this.#serverless;
    const stage = this.#provider.getStage();
    if (processedInput.options.param) {
      throw this.#failure(`--param does not count: settings stand in deploy/stages/${stage}.yml`);
    }
    try {
      const settings = readSettings(stage);
      if (stage in configurationInput.params) return settings;
    } catch (error) {
      throw this.#failure((error as Error).message);
    }
    throw this.#failure(
      `Name the settings of "${stage}" in serverless.yml, below params: ${stage}: \${file(deploy/stages/${stage}.yml)}`,
    );
  }

  /** Before anything is built or sent. */
  async #initialize(): Promise<void> {
    const [command = ''] = this.#serverless.processedInput.commands;
    if (!this.#settings) return command === 'remove' ? this.#run('enter') : undefined;
    const stage = this.#provider.getStage();
    const overruled = overruledVariables(stage, this.#settings);
    const { environment } = this.#serverless.service.provider;
    const { domain } = this.#settings;
    if (domain) environment.WEBSOCKET_URL = addressOf(domain.websocket, 'wss');
    if (command === 'package') {
      for (const line of overruled) this.#log.warning(line);
      return;
    }
    if (overruled.length > 0) throw new UserError(overruled.join('\n'));
    this.#isDeploying = true;
    await this.#run('enter');
    const endpoint = emulatorEndpoint();
    if (endpoint) {
      const websocketApi = this.#provider.naming.getWebsocketsApiLogicalId();
      this.#serverless.service.provider.deploymentBucketObject = bucketOf(endpoint);
      const { WEBSOCKET_URL, ...more } = emulatorEnvironment(endpoint, websocketApi, stage);
      Object.assign(environment, more, domain ? {} : { WEBSOCKET_URL });
    }
    const region = this.#provider.getRegion();
    const reservedConcurrency = this.#reservedConcurrency();
    const { prepareDeployment } = await import('./prepare.ts');
    const notices = await prepareDeployment({
      stage,
      region,
      environment,
      reservedConcurrency,
    });
    // Emulators ask for no role.
    if (this.#settings.websocketAccessLog && !endpoint) {
      const { requireGatewayLogRole } = await import('./gateway-logs.ts');
      await requireGatewayLogRole(stage, region);
    }
    this.#log.notice('Credentials, secrets and configuration are in order');
    for (const line of notices) this.#log.notice(line);
  }

  get #context(): Context {
    const { compiledCloudFormationTemplate: template } = this.#serverless.service.provider;
    const at = { stage: this.#provider.getStage(), region: this.#provider.getRegion(), template };
    const domain = this.#settings?.domain ?? false;
    return { ...at, domain, options: this.#options, onLine: (line) => this.#log.notice(line) };
  }

  /** AWS's clients are loaded for these commands only: they would slow down every other, `npm start` among them. */
  async #run(step: 'enter' | 'review' | 'protect' | 'remove'): Promise<void> {
    const steps = await import('./steps.ts');
    await steps[step](this.#context);
  }

  /** Errors of ours and of AWS become one line. */
  async #mendably(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof UserError) throw this.#failure(error.message);
      const { explainAwsError } = await import('./aws.ts');
      const line = explainAwsError(error, this.#provider.getRegion());
      throw line === undefined ? error : this.#failure(line);
    }
  }

  #failure = (message: string): Error => new this.#serverless.classes.Error(message, 'CORECHAT_DEPLOY');

  get #reserves(): boolean {
    return this.#serverless.service.custom.deploy.reserveConcurrency === true;
  }

  #reservedConcurrency(): number {
    if (!this.#reserves) return 0;
    const functions = Object.values(this.#serverless.service.functions);
    return functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  }

  #assignRoles(): void {
    if (!this.#settings?.canary) delete this.#serverless.service.functions[CANARY];
    for (const definition of Object.values(this.#serverless.service.functions)) {
      definition.role = { 'Fn::GetAtt': [roleLogicalId(definition.grants ?? {}), 'Arn'] };
      // No log group per function: see LOG_GROUP.
      definition.disableLogs = true;
      if (!this.#reserves) delete definition.reservedConcurrency;
    }
  }

  #requireRoom(template: Template): void {
    const room = roomIn(template);
    if (isFull(room)) throw this.#failure(`CloudFormation takes less. ${describeRoom(room)}`);
    this.#log.notice(describeRoom(room));
  }

  /** Paths of the packaged functions, by logical id. */
  #zips(): Record<string, string> {
    const { naming } = this.#provider;
    const { functions } = this.#serverless.service;
    const paths = Object.entries(functions).map(([name, definition]) => [
      naming.getLambdaLogicalId(name),
      definition.package?.artifact ?? '',
    ]);
    return Object.fromEntries(paths);
  }

  async #finishTemplate(): Promise<void> {
    const { naming } = this.#provider;
    const stage = this.#provider.getStage();
    const websocketApi = naming.getWebsocketsApiLogicalId();
    const { compiledCloudFormationTemplate: template, environment } = this.#serverless.service.provider;
    for (const { grants = {} } of Object.values(this.#serverless.service.functions)) {
      template.Resources[roleLogicalId(grants)] = roleOf(grants, {
        logGroup: LOG_GROUP,
        websocketApi,
        stage,
      });
    }
    template.Resources[GATEWAY_ROLE] = gatewayRole(`corechat-${stage}-`);
    invokeAs(template, GATEWAY_ROLE);
    logTo(template, LOG_GROUP);
    const { vpc, domain, rollout = 'all-at-once' }: Partial<Settings> = this.#settings ?? {};
    if (vpc) placeInVpc(template, vpc, `corechat-${stage}-`);
    if (domain) mapDomain(template, domain);
    const schema = naming.getLambdaLogicalId(SCHEMA);
    const digests = digestsOf(this.#zips());
    runSchemaFirst(template, schema, digests[schema] ?? '');
    deployStagesAutomatically(template);
    const ownAddress = { 'Fn::GetAtt': [naming.getHttpApiLogicalId(), 'ApiEndpoint'] };
    const httpUrl = domain ? addressOf(domain.http, 'https') : ownAddress;
    showAddresses(template, httpUrl, environment.WEBSOCKET_URL);
    subscribeToAlarms(template, String(this.#serverless.service.custom.deploy.alarmEmail ?? ''));
    dropEmptyVariables(template);
    observe(template, { ...(this.#settings as Settings & Observation), stage });
    retainData(template, this.#serverless.service.custom.deploy.keepData === true);
    dropImpliedDependencies(template);
    const toEmulator = this.#isDeploying && emulatorEndpoint() !== undefined;
    if (toEmulator) {
      const lines = await adaptToEmulator(template, this.#provider.getRegion());
      for (const line of lines) this.#log.notice(line);
    }
    if (this.#settings) stampBuild(template, this.#settings, this.#zips(), naming.getLambdaLogicalId(HEALTH));
    // Last, when nothing of a function changes any more. Emulators know no CodeDeploy.
    if (rollout !== 'all-at-once' && !toEmulator) shiftTraffic(template, rollout, digests);
    this.#requireRoom(template);
  }
}
