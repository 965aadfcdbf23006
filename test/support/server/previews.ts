/** Link previews: takes what sends and edits queued, and calls the function with it. */
import type { SQSBatchResponse } from 'aws-lambda';
import { handler } from '../../../functions/queue/preview.ts';
import { askSqs } from '../../../local/sqs.ts';
import { recordingAs } from '../deploy/recorded-calls.ts';
import { buildContext } from '../http/gateway.ts';
import { queueEvent } from './queue-event.ts';

/** Removes what is queued. @returns the bodies, as they are */
export async function takeJobs(): Promise<string[]> {
  const QueueUrl = process.env.PREVIEW_QUEUE_URL ?? '';
  const { Messages = [] } = await askSqs<{ Messages?: { Body: string }[] }>(
    new URL(QueueUrl).origin,
    'ReceiveMessage',
    { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds: 0 },
  );
  return Messages.map(({ Body }) => Body);
}

export const work = (bodies: string[]): Promise<SQSBatchResponse[]> =>
  Promise.all(
    bodies.map((body) => recordingAs(handler, () => handler(queueEvent({ body }), buildContext()))),
  );

/** Takes what is queued and works it off. @returns how much it was */
export async function workOff(): Promise<number> {
  const jobs = await takeJobs();
  await work(jobs);
  return jobs.length;
}
