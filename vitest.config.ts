import { defineConfig } from 'vitest/config';

/**
 * Where neighbours keep the disk or the processors busy for seconds, whole stacks stand still: functions are ended by their time-out, and
 * what a test waits for comes too late. What failed because of that, and of nothing else, is tried once more, and marked in the report.
 */
const STOOD_STILL = { count: 1, condition: /status of 50[03]|[Tt]imed? ?-?out|Not within/ };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/*.test.ts'],
          setupFiles: ['test/support/unit-environment.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/start-databases.ts'],
          setupFiles: ['test/support/integration-environment.ts'],
          // Not 0, which on one core would put these files behind all groups.
          sequence: { groupOrder: 1 },
          testTimeout: 20_000,
        },
      },
      {
        // After the integration tests, whose answers it looks at.
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: ['test/support/share-answers.ts'],
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          retry: STOOD_STILL,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file starts whole stacks of its own; two cores carry one at a time.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          retry: STOOD_STILL,
          globalSetup: ['test/browser/support/start-product.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A browser and a whole product share two cores: one file at a time, after everything else.
          fileParallelism: false,
          // Not that of the contract tests, which run with several workers.
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'document-server',
          root: 'local/document-server',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
});
