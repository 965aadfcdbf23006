/** The part of the Serverless Framework's interface that is used here. Its own types cover serverless.yml, not plugins. */
import type { Template } from './template.ts';

export interface FunctionDefinition {
  handler: string;
  grants?: Record<string, string[]>;
  events?: { httpApi?: unknown; websocket?: unknown }[];
  role?: unknown;
  reservedConcurrency?: number;
  disableLogs?: boolean;
  /** once it is packaged */
  package?: { artifact?: string };
}

export interface AwsProvider {
  getStage(): string;
  getRegion(): string;
  getAwsSdkV3Config(options?: object): Promise<Record<string, unknown>>;
  naming: {
    getLogGroupName(functionName: string): string;
    getLambdaLogicalId(name: string): string;
    getWebsocketsApiLogicalId(): string;
    getHttpApiLogicalId(): string;
  };
}

export interface Serverless {
  getProvider(name: 'aws'): AwsProvider;
  service: {
    service: string;
    functions: Record<string, FunctionDefinition>;
    custom: { deploy: Record<string, unknown> };
    provider: {
      compiledCloudFormationTemplate: Template;
      environment: Record<string, unknown>;
      deploymentBucketObject?: object;
    };
  };
  processedInput: { commands: string[]; options: { param?: string[] } };
  configurationInput: { params: Record<string, unknown> };
  configSchemaHandler: { defineFunctionProperties(provider: 'aws', schema: object): void };
  classes: { Error: new (message: string, code: string) => Error };
}
