/** What runs after the answer to DELETE /me: the functions that a queue and a schedule call. */
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { setClock } from '#lib/platform/clock.ts';
import { recordingAs } from '../deploy/recorded-calls.ts';
import { buildContext } from '../http/gateway.ts';
import { queueEvent } from './queue-event.ts';

/** Later than what was on its way when an account was marked. */
const LATER_MS = 11_000;

/** @param milliseconds until Lambda would cut it off; absent: as elsewhere */
const contextOf = (milliseconds?: number): Context =>
  milliseconds === undefined
    ? buildContext()
    : ({ ...buildContext(), getRemainingTimeInMillis: () => milliseconds } as Context);

/** Of those at once, the last one puts the clock back. */
let running = 0;

async function later<Result>(work: () => Promise<Result>): Promise<Result> {
  const at = Date.now() + LATER_MS;
  setClock(() => at);
  running++;
  try {
    return await work();
  } finally {
    running--;
    if (running === 0) setClock();
  }
}

/** What the schedule calls, eleven seconds from now. */
export async function sweep(milliseconds?: number): Promise<void> {
  const { handler } = await import('../../../functions/accounts/sweep.ts');
  await later(() => recordingAs(handler, () => handler({}, contextOf(milliseconds))));
}

/** What the queue calls, eleven seconds from now. @param bodies of the messages, by their ids */
export async function deliver(
  bodies: Record<string, unknown>,
  milliseconds?: number,
): Promise<SQSBatchResponse> {
  const { handler } = await import('../../../functions/queue/deliver.ts');
  return later(() => recordingAs(handler, () => handler(queueEvent(bodies), contextOf(milliseconds))));
}
