/** An execution environment as on Lambda: a thread with one function's bundle, which handles one event at a time. */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { LambdaHandler } from '../../lib/http/endpoint.ts';

/** As in serverless.yml. */
const TIMEOUT_MS = 6_000;

const { handler }: { handler: LambdaHandler } = createRequire(import.meta.url)(workerData.file);
let invocations = 0;

parentPort?.on('message', async (event: unknown) => {
  const endsAt = performance.now() + TIMEOUT_MS;
  const context = {
    awsRequestId: `${workerData.name}-${invocations++}`,
    functionName: workerData.name,
    getRemainingTimeInMillis: () => endsAt - performance.now(),
  };
  parentPort?.postMessage(await handler(event, context as never));
});
