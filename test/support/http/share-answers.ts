/** For the project that looks at what the integration tests saw. */
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { answersDirectory } from './contract-report.ts';

export default function setup(project: TestProject) {
  const directory = answersDirectory();
  project.provide('answersDirectory', directory);
  return () => rmSync(directory, { recursive: true, force: true });
}
