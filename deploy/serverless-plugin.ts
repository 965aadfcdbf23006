/**
 * What the Serverless Framework leaves to us when it packages and deploys: roles from grants, one log group, stages that must be known,
 * checks before anything is changed, and emulators. The rest of the deployment stands in serverless.yml and resources/.
 */
import { adaptToEmulator, emulatorEndpoint, emulatorEnvironment, pathStyleBuckets } from './emulator.ts';
import { CANARY, type Observation, observe } from './observation.ts';
import { retainData } from './retention.ts';
import { GRANTS_SCHEMA, gatewayRole, roleLogicalId, roleOf } from './roles.ts';
import { describeRoom, isFull, roomIn } from './room.ts';
import type { AwsProvider, Serverless } from './serverless.ts';
import { overruledVariables, readSettings, type Settings } from './settings.ts';
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

interface Log {
  notice(text: string): void;
  warning(text: string): void;
}

/** In resources/gateways.yml. */
const LOG_GROUP = 'FunctionsLogGroup';
const GATEWAY_ROLE = 'GatewayRole';

export default class DeployPlugin {
  readonly #serverless: Serverless;
  readonly #provider: AwsProvider;
  readonly #log: Log;
  /** Undefined unless the whole stack is packaged or deployed. */
  readonly #settings: Settings | undefined;
  #isDeploying = false;

  readonly hooks = {
    initialize: () => this.#initialize(),
    'before:package:initialize': () => this.#assignRoles(),
    'after:aws:package:finalize:mergeCustomProviderResources': () => this.#finishTemplate(),
  };

  constructor(serverless: Serverless, _options: unknown, { log }: { log: Log }) {
    this.#serverless = serverless;
    this.#provider = serverless.getProvider('aws');
    this.#log = log;
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
    if (!this.#settings) return;
    const stage = this.#provider.getStage();
    const overruled = overruledVariables(stage, this.#settings);
    if (this.#serverless.processedInput.commands[0] === 'package') {
      for (const line of overruled) this.#log.warning(line);
      return;
    }
    if (overruled.length > 0) throw this.#failure(overruled.join('\n'));
    this.#isDeploying = true;
    const { environment } = this.#serverless.service.provider;
    const endpoint = emulatorEndpoint();
    if (endpoint) {
      const websocketApi = this.#provider.naming.getWebsocketsApiLogicalId();
      Object.assign(environment, emulatorEnvironment(endpoint, websocketApi, stage));
    }
    const deployment = { stage, region: this.#provider.getRegion(), environment };
    // Loaded for a deployment only: AWS's clients would slow down every other command, `npm start` among them.
    const { prepareDeployment } = await import('./prepare.ts');
    const { requireGatewayLogRole } = await import('./gateway-logs.ts');
    try {
      const reservedConcurrency = this.#reservedConcurrency();
      const { secretVersion } = await prepareDeployment({ ...deployment, reservedConcurrency });
      // Emulators ask for no role.
      if (this.#settings.websocketAccessLog && !endpoint) {
        await requireGatewayLogRole(stage, deployment.region);
      }
      // CloudFormation looks at a secret only when it updates what refers to it: a new version must change the template.
      environment.SECRETS_VERSION = secretVersion;
      this.#log.notice(
        'Credentials, secret, configuration and database are in order; the indexes are in place',
      );
    } catch (error) {
      throw this.#failure((error as Error).message);
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
    deployStagesAutomatically(template);
    showAddresses(template, naming.getHttpApiLogicalId(), environment.WEBSOCKET_URL);
    subscribeToAlarms(template, String(this.#serverless.service.custom.deploy.alarmEmail ?? ''));
    dropEmptyVariables(template);
    observe(template, { ...(this.#settings as Settings & Observation), stage });
    retainData(template, this.#serverless.service.custom.deploy.keepData === true);
    dropImpliedDependencies(template);
    this.#requireRoom(template);
    if (!this.#isDeploying || !emulatorEndpoint()) return;
    for (const line of await adaptToEmulator(template, this.#provider.getRegion())) {
      this.#log.notice(line);
    }
  }
}
