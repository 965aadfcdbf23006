/**
 * What the Serverless Framework leaves to us when it packages and deploys: a role per function, stages that must be known, checks
 * before anything is changed, and emulators. The rest of the deployment stands in serverless.yml and resources/.
 */
import { adaptToEmulator, emulatorEndpoint, emulatorEnvironment, pathStyleBuckets } from './emulator.ts';
import { retainData } from './retention.ts';
import { GRANTS_SCHEMA, roleOf } from './roles.ts';
import type { AwsProvider, Serverless } from './serverless.ts';
import { overruledVariables, readSettings, type Settings } from './settings.ts';
import {
  bindPermissions,
  deployStagesAutomatically,
  dropEmptyVariables,
  dropImpliedDependencies,
  showAddresses,
  subscribeToAlarms,
} from './template.ts';

interface Log {
  notice(text: string): void;
  warning(text: string): void;
}

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
    try {
      const reservedConcurrency = this.#reservedConcurrency();
      const { secretVersion } = await prepareDeployment({ ...deployment, reservedConcurrency });
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

  #roleId = (name: string): string => `${this.#provider.naming.getNormalizedFunctionName(name)}Role`;

  #assignRoles(): void {
    for (const [name, definition] of Object.entries(this.#serverless.service.functions)) {
      definition.role = { 'Fn::GetAtt': [this.#roleId(name), 'Arn'] };
      if (!this.#reserves) delete definition.reservedConcurrency;
    }
  }

  async #finishTemplate(): Promise<void> {
    const { naming } = this.#provider;
    const stage = this.#provider.getStage();
    const websocketApi = naming.getWebsocketsApiLogicalId();
    const { compiledCloudFormationTemplate: template, environment } = this.#serverless.service.provider;
    for (const [name, { grants = {} }] of Object.entries(this.#serverless.service.functions)) {
      const logGroup = naming.getLogGroupLogicalId(name);
      template.Resources[this.#roleId(name)] = roleOf(grants, { logGroup, websocketApi, stage });
    }
    bindPermissions(template, websocketApi);
    deployStagesAutomatically(template);
    showAddresses(template, naming.getHttpApiLogicalId(), environment.WEBSOCKET_URL);
    subscribeToAlarms(template, String(this.#serverless.service.custom.deploy.alarmEmail ?? ''));
    dropEmptyVariables(template);
    retainData(template, this.#serverless.service.custom.deploy.keepData === true);
    dropImpliedDependencies(template);
    if (!this.#isDeploying || !emulatorEndpoint()) return;
    for (const line of await adaptToEmulator(template, this.#provider.getRegion())) {
      this.#log.notice(line);
    }
  }
}
