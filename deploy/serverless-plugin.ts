/**
 * What the Serverless Framework leaves to us when it packages and deploys: roles from grants, one log group, stages that must be known,
 * checks before anything is changed, and emulators. The rest of the deployment stands in serverless.yml and resources/.
 */
import { UserError } from '../local/user-error.ts';
import { edgeSocketUrl } from './edge.ts';
import { addressOf, bucketOf, emulatorEndpoint, emulatorEnvironment, pathStyleBuckets } from './emulator.ts';
import { finishTemplate } from './finish-template.ts';
import { CANARY } from './observation.ts';
import { GRANTS_SCHEMA, roleLogicalId, withEdgeSecret } from './roles.ts';
import { describeRoom, isFull, roomIn } from './room.ts';
import type { AwsProvider, Serverless } from './serverless.ts';
import { overruledVariables, readSettings, type Settings } from './settings.ts';
import type { Context, Options } from './steps.ts';
import type { Template } from './template.ts';

interface Log {
  notice(text: string): void;
  warning(text: string): void;
}

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
    const { domain, edge } = this.#settings;
    if (domain) environment.WEBSOCKET_URL = addressOf(domain.websocket, 'wss');
    if (edge) {
      this.#requireFirewallRegion(edge.firewall);
      Object.assign(environment, { EDGE: 'required', WEBSOCKET_URL: edgeSocketUrl(edge, stage) });
    }
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
      // Of an edge, too: the emulator has nothing that answers at its address.
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
      hasEdge: edge !== false,
    });
    // Emulators ask for no role.
    if (this.#settings.websocketAccessLog && !endpoint) {
      const { requireGatewayLogRole } = await import('./gateway-logs.ts');
      await requireGatewayLogRole(stage, region);
    }
    this.#log.notice('Credentials, secrets and configuration are in order');
    for (const line of notices) this.#log.notice(line);
  }

  #requireFirewallRegion(firewall: unknown): void {
    const region = this.#provider.getRegion();
    if (firewall !== true || region === 'us-east-1') return;
    throw new UserError(
      `CloudFront takes a firewall of us-east-1 only, and this stack is in ${region}: give the ARN of a web ACL as edge.firewall`,
    );
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
      if (this.#settings?.edge) definition.grants = withEdgeSecret(definition);
      definition.role = { 'Fn::GetAtt': [roleLogicalId(definition.grants ?? {}), 'Arn'] };
      // No log group per function: all share one.
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
    const template = await finishTemplate({
      service: this.#serverless.service,
      provider: this.#provider,
      settings: this.#settings,
      isDeployed: this.#isDeploying,
      onLine: (line) => this.#log.notice(line),
    });
    this.#requireRoom(template);
  }
}
