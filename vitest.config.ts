import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { COMPILED } from './local/root.ts';
import { namedHandlers } from './test/support/server/product-handlers.ts';

/**
 * Other programs can keep the machine's disk or processors busy for seconds. A test of a whole stack is retried once, and marked
 * `(retry x1)`, when its failure names the machine: the harness waited in vain, or a process could not start. A 5xx of the product is
 * never retried.
 */
const BUSY_MACHINE = {
  count: 1,
  condition:
    /(?:Test|Hook) timed out in|Timeout \d+ms exceeded|timed out after|Not within|npm start ended with/,
};

/** For tests of whole stacks. The default of `expect.poll`, one second, is too short on a busy machine. */
const PATIENT = {
  retry: BUSY_MACHINE,
  expect: { poll: { timeout: 10_000 } },
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

/** On two cores the default is one worker. With three, what functions do in time when deployed takes too long. */
const WORKERS = Math.max(2, availableParallelism() - 1);

/** Of the tests that a file runs at once, because they wait for nearly all of their time. */
const WAITING = 20;

/** Whole stacks and browsers, each of which takes several processes; they wait for half of their time. */
const STACKS = Math.max(3, Math.floor(availableParallelism() / 2));

/** The terminal client, which tests start hundreds of times. */
const CORECHAT = 'test/support/clients/bundle-corechat.ts';

/** For files that neither restart nor configure it. */
const PRODUCT = 'test/support/server/shared-product.ts';

/** What no other test may run beside: these change files that running stacks watch, or measure times of a whole stack. */
const ALONE = ['durability', 'emulator', 'load', 'reload'].map((name) => `test/e2e/${name}.test.ts`);

/** Hundreds of processes that tests start read the same modules, and compile them once. */
process.env.NODE_COMPILE_CACHE ??= COMPILED;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/*.test.ts'],
          setupFiles: ['test/support/server/unit-environment.ts'],
          maxWorkers: WORKERS,
          maxConcurrency: WAITING,
          // Some start a linter or a compiler.
          testTimeout: 20_000,
        },
      },
      {
        plugins: [namedHandlers()],
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/attacks/**/*.test.ts'],
          globalSetup: ['test/support/server/start-databases.ts'],
          setupFiles: ['test/support/server/integration-environment.ts'],
          // Not 0, which on one core would put these files behind all groups.
          sequence: { groupOrder: 1 },
          maxWorkers: WORKERS,
          maxConcurrency: WAITING,
          testTimeout: 20_000,
        },
      },
      {
        // After the integration tests, whose answers it looks at.
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: ['test/support/http/share-answers.ts'],
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ALONE,
          ...PATIENT,
          globalSetup: [PRODUCT, CORECHAT],
          sequence: { groupOrder: 3 },
          maxWorkers: STACKS,
        },
      },
      {
        test: {
          name: 'e2e-alone',
          include: ALONE,
          ...PATIENT,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          ...PATIENT,
          globalSetup: [PRODUCT, CORECHAT],
          sequence: { groupOrder: 3 },
          maxWorkers: STACKS,
        },
      },
      {
        test: {
          name: 'document-server',
          root: 'local/document-server',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          maxWorkers: WORKERS,
        },
      },
    ],
  },
});
