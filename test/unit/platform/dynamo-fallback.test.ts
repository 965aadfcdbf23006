import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const named = (name: string) => Object.assign(new Error(name), { name });

let ApiError: typeof import('#lib/http/errors.ts').ApiError;
let orWithoutDynamo: typeof import('#lib/platform/dynamo-fallback.ts').orWithoutDynamo;
beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  ({ ApiError } = await import('#lib/http/errors.ts'));
  ({ orWithoutDynamo } = await import('#lib/platform/dynamo-fallback.ts'));
});
afterEach(() => {
  vi.useRealTimers();
});

/** Uses a failing DynamoDB. @returns whether it was called, and the logged reason */
async function askOne(failure?: Error) {
  const ask = vi.fn(async () => {
    if (failure) throw failure;
    return 'an answer';
  });
  const goOn = vi.fn();
  const answer = await orWithoutDynamo(ask, goOn);
  return { asked: ask.mock.calls.length === 1, answer, reasons: goOn.mock.calls.map(([reason]) => reason) };
}

const answered = { asked: true, answer: 'an answer', reasons: [] };

test('one that does not answer is left alone for half a minute, and the reason said once', async () => {
  expect(await askOne(named('TimeoutError'))).toMatchObject({
    asked: true,
    answer: undefined,
    reasons: [{ error: { name: 'TimeoutError' } }],
  });
  vi.advanceTimersByTime(29_000);
  expect(await askOne()).toEqual({ asked: false, answer: undefined, reasons: [{}] });
  vi.advanceTimersByTime(1_000);
  expect(await askOne()).toEqual(answered);
});

test.each([
  ['one that throttles', () => named('ProvisionedThroughputExceededException')],
  ['a batch of which keys were left', () => new ApiError('service_unavailable')],
])('%s is asked again at once', async (_, failure) => {
  expect(await askOne(failure())).toMatchObject({ asked: true, answer: undefined });
  expect(await askOne()).toEqual(answered);
});

test('a fault is no outage', async () => {
  await expect(askOne(new TypeError('x is not a function'))).rejects.toThrow(TypeError);
  expect(await askOne()).toEqual(answered);
});
