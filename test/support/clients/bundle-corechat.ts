/** `corechat` as its package holds it: one module, which starts in half of the processor time of its sources. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundle, IMPORTS } from '../../../clients/cli/bundle.ts';

export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'corechat-bundle-'));
  await bundle(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports: IMPORTS }));
  project.provide('corechat', join(folder, 'bin/corechat.js'));
  return () => rm(folder, { recursive: true, force: true });
}
