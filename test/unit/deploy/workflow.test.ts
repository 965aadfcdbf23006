/** Checks of .github/workflows/deploy.yml that need no GitHub. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const source = readFileSync(join(import.meta.dirname, '../../../.github/workflows/deploy.yml'), 'utf8');

interface Job {
  needs?: string;
  environment: string;
  permissions: Record<string, string>;
  steps: { uses?: string; run?: string; env?: Record<string, string> }[];
}
const { jobs, permissions }: { jobs: Record<string, Job>; permissions: object } = parse(source);

test('every action is pinned to a commit', () => {
  const actions = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  expect(actions.length).toBeGreaterThanOrEqual(6);
  for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

test('no key is kept: the job’s own token is exchanged for a role', () => {
  expect(source).not.toMatch(/secrets\.|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY/);
  expect(permissions).toEqual({});
  for (const job of Object.values(jobs)) {
    expect(job.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  }
});

test('each job is the stage and the environment of its name, and prod waits for staging', () => {
  expect(Object.entries(jobs).map(([name, { environment, needs }]) => [name, environment, needs])).toEqual([
    ['staging', 'staging', undefined],
    ['prod', 'prod', 'staging'],
  ]);
  for (const { steps } of Object.values(jobs)) {
    const deploy = steps.find(({ run }) => run?.startsWith('npm run deploy'));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's
    expect(deploy?.env?.STAGE).toBe('${{ github.job }}');
    // No expression inside a command: its text would become part of it.
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  }
});
