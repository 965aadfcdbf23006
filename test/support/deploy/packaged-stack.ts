/** The stack as `serverless package` makes it: no account, no network. */
import { statSync } from 'node:fs';
import { appendFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Template } from '../../../deploy/template.ts';

const ROOT = join(import.meta.dirname, '../../..');

export interface PackagedStack {
  template: Template;
  /** bytes of a function's zip, by the function's name in serverless.yml */
  zipBytes(name: string): number;
  templateFile: string;
}

/**
 * @param use is given the stack, which is gone afterwards
 * @param config another file than serverless.yml, in the same folder
 * @param settings YAML that the stage's file holds besides
 */
export async function withPackagedStack(
  stage: string,
  use: (stack: PackagedStack) => Promise<void>,
  config = 'serverless.yml',
  settings = '',
): Promise<void> {
  const builds = join('.builds', String(process.pid));
  const stages = join(builds, 'stages');
  await cp(join(ROOT, 'deploy/stages'), join(ROOT, stages), { recursive: true });
  await appendFile(join(ROOT, stages, `${stage}.yml`), settings);
  const folder = await mkdtemp(join(tmpdir(), 'corechat-package-'));
  try {
    await execa('npx', ['serverless', 'package', '--stage', stage, '--package', folder, '--config', config], {
      cwd: ROOT,
      env: {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_PROFILE: '',
        AWS_REGION: '',
        AWS_ENDPOINT_URL: '',
        CORECHAT_BUILD_FOLDER: builds,
        CORECHAT_STAGES: stages,
      },
      stdin: 'ignore',
    });
    const templateFile = join(folder, 'cloudformation-template-update-stack.json');
    const template: Template = JSON.parse(await readFile(templateFile, 'utf8'));
    const zipBytes = (name: string) => statSync(join(folder, `${name}.zip`)).size;
    await use({ template, zipBytes, templateFile });
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(join(ROOT, builds), { recursive: true, force: true });
  }
}
