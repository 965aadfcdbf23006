/** Pushes to large audiences: takes the batches that a send queued, and calls the function with them. */
import type { SQSBatchResponse } from 'aws-lambda';
import { now } from '#lib/platform/clock.ts';
import { insertConnection } from '#lib/realtime/store/connections.ts';
import { handler } from '../../../functions/queue/fan-out.ts';
import { askSqs } from '../../../local/sqs.ts';
import { recordingAs } from '../deploy/recorded-calls.ts';
import { buildContext } from '../http/gateway.ts';
import { gateway } from '../sockets/socket-gateway.ts';
import { queueEvent } from './queue-event.ts';

/** Removes what is queued. @returns the bodies, as they are */
export async function takeBatches(): Promise<string[]> {
  const QueueUrl = process.env.FAN_OUT_QUEUE_URL ?? '';
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await askSqs<{ Messages?: { Body: string }[] }>(
      new URL(QueueUrl).origin,
      'ReceiveMessage',
      { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds: 0 },
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body }) => Body));
  }
}

/** Each in a separate invocation, side by side. */
export const pushBatches = (bodies: string[]): Promise<SQSBatchResponse[]> =>
  Promise.all(
    bodies.map((body) => recordingAs(handler, () => handler(queueEvent({ body }), buildContext()))),
  );

/** Takes what is queued and pushes it. */
export const fanOut = async (): Promise<SQSBatchResponse[]> => pushBatches(await takeBatches());

/** An open socket of a person without an account. @returns its connection id */
export async function attachSocket(username: string): Promise<string> {
  const id = `c-${username}`;
  // Opened earlier: a socket that may still be opening never counts as gone.
  await insertConnection({ id, username, session: 'any' }, new Date(now().getTime() + 5 * 60_000));
  gateway.open(id);
  return id;
}
