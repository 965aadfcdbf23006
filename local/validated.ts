/**
 * Validates serverless.yml once per state of its files. The Serverless Framework's validator is 8 MB of code, which it compiles at each
 * start: 0.7 s of processor time, a quarter of a start.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../clients/web/build-inputs.ts';
import { BUILDS } from './root.ts';

/** All that the configuration of a local stack is made of; the lockfile represents the framework and its plugins. */
const INPUTS = ['serverless.yml', 'resources', 'deploy/stages', 'package-lock.json'];

export interface ConfigurationHost {
  configSchemaHandler: { validateConfig(configuration: object): Promise<void> };
}

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** @param stamp file with the hash of the files that were valid last; absent: that of the repository */
export function validateOnce(
  { configSchemaHandler }: ConfigurationHost,
  stamp = join(BUILDS, 'validated'),
): void {
  const validate = configSchemaHandler.validateConfig.bind(configSchemaHandler);
  configSchemaHandler.validateConfig = async (configuration) => {
    const files = hashOf(INPUTS);
    if (read(stamp) === files) return;
    await validate(configuration);
    writeFileSync(stamp, files);
  };
}
