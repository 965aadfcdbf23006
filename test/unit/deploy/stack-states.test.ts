/** Every state that a stack can be left in, before a deployment and before a removal. Real clients ask a small server. */
import { afterEach, expect, test, vi } from 'vitest';
import { removeStage } from '../../../deploy/remove-stage.ts';
import { settleStack } from '../../../deploy/settle.ts';
import { type FakeStack, startCloudFormation } from '../../support/deploy/cloudformation-server.ts';

afterEach(() => vi.unstubAllEnvs());

/** @returns what the work returned or was refused with, what it said, and what it changed */
async function tryWith<T>(
  stack: FakeStack,
  work: (options: {
    stage: string;
    region: string;
    onStep: (line: string) => void;
    pollMs: number;
  }) => Promise<T>,
) {
  const server = await startCloudFormation(stack);
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const steps: string[] = [];
  const options = {
    stage: 'dev',
    region: 'us-east-1',
    onStep: (line: string) => steps.push(line),
    pollMs: 1,
  };
  const result = await work(options).catch((error: Error) => error.message);
  server.stop();
  return { result, steps, changes: server.changes() };
}

const settle = (stack: FakeStack) =>
  tryWith(stack, async (options) => (await settleStack(options))?.status ?? 'a new stack');
const remove = (stack: FakeStack) =>
  tryWith(stack, async (options) => (await removeStage(options)).join('\n'));

test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'])(
  'a deployment updates a stack in %s',
  async (status) => {
    expect(await settle({ states: [status] })).toEqual({ result: status, steps: [], changes: [] });
  },
);

test.each(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'REVIEW_IN_PROGRESS'])(
  'a deployment clears away a stack in %s and begins again',
  async (status) => {
    const { result, steps, changes } = await settle({ states: [status] });
    expect([result, changes]).toEqual(['a new stack', ['DeleteStack']]);
    expect(steps).toEqual([
      `corechat-dev is ${status}: its first deployment failed. Clearing away what that left`,
    ]);
  },
);

test('a deployment waits for another one, and for a removal', async () => {
  const { result, steps } = await settle({
    states: ['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
  });
  expect([result, steps]).toEqual([
    'UPDATE_COMPLETE',
    ['corechat-dev is UPDATE_IN_PROGRESS. Waiting for it'],
  ]);
  expect((await settle({ states: ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'] })).result).toBe('a new stack');
});

test('a deployment continues a rollback that failed', async () => {
  const rolledBack = ['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'];
  const { result, changes } = await settle({ states: ['UPDATE_ROLLBACK_FAILED'], continuation: rolledBack });
  expect([result, changes]).toEqual(['UPDATE_ROLLBACK_COMPLETE', ['ContinueUpdateRollback']]);
});

test('a rollback that fails again, and a removal that failed, are left to their owner', async () => {
  const again = await settle({
    states: ['UPDATE_ROLLBACK_FAILED'],
    continuation: ['UPDATE_ROLLBACK_FAILED'],
  });
  expect(again.result).toBe(
    'corechat-dev cannot be rolled back: Table: in use. Mend that, or npm run remove -- --stage dev',
  );
  expect((await settle({ states: ['DELETE_FAILED'] })).result).toBe(
    'corechat-dev is half removed. Finish that: npm run remove -- --stage dev',
  );
});

test.each([
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_FAILED',
  'DELETE_FAILED',
  'REVIEW_IN_PROGRESS',
])('a stack in %s is removed', async (status) => {
  const { result, changes } = await remove({ states: [status] });
  expect(result).toMatch(/^corechat-dev is removed\.\nThe database and the secrets are still there\./);
  expect(changes).toEqual(['DeleteStack']);
});

test('a removal that is under way is waited for; without a stack there is nothing to remove', async () => {
  const waited = await remove({ states: ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'] });
  expect([waited.result, waited.changes]).toEqual([expect.stringContaining('corechat-dev is removed.'), []]);
  expect((await remove({ states: [] })).result).toBe('corechat-dev is not deployed in us-east-1');
});

test('what cannot be deleted is given up at the second attempt, and named with what deletes it', async () => {
  const { result, steps, changes } = await remove({
    states: ['UPDATE_COMPLETE'],
    resources: [{ id: 'Group', type: 'AWS::Logs::LogGroup', name: '/aws/lambda/x', status: 'DELETE_FAILED' }],
    deletions: [['DELETE_IN_PROGRESS', 'DELETE_FAILED'], []],
  });
  expect(changes).toEqual(['DeleteStack', 'DeleteStack Group']);
  expect(steps).toEqual(['AWS::Logs::LogGroup /aws/lambda/x cannot be deleted and is left: in use']);
  expect(result).toContain(
    '  Logs LogGroup /aws/lambda/x\n    aws logs delete-log-group --log-group-name /aws/lambda/x --region us-east-1',
  );
});

test('tables that the template retains are named with what deletes them', async () => {
  const { result } = await remove({
    states: ['UPDATE_COMPLETE'],
    template: {
      Resources: { Sessions: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'RetainExceptOnCreate' } },
    },
    resources: [{ id: 'Sessions', type: 'AWS::DynamoDB::Table', name: 'corechat-dev-sessions' }],
  });
  expect(result).toContain('aws dynamodb delete-table --table-name corechat-dev-sessions --region us-east-1');
});

test('a stack that is protected from deletion is left alone', async () => {
  const { result, changes } = await remove({ states: ['CREATE_COMPLETE'], isProtected: true });
  expect(result).toMatch(
    /^corechat-dev is protected from deletion: aws cloudformation update-termination-protection/,
  );
  expect(changes).toEqual([]);
});
