/**
 * A function that CloudFormation calls during a stack change. CloudFormation waits for a response at the event's URL, so every
 * failure must send one. This file must not import the configuration, which throws when it is invalid.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
import type {
  CloudFormationCustomResourceEvent as Event,
  CloudFormationCustomResourceResponse as Response,
} from 'aws-lambda';

/** Time reserved for the response when the work takes too long. */
const ANSWER_MS = 15_000;

/** A response has at most 4,096 bytes. */
const REASON_LENGTH = 1_000;

export interface CustomResource {
  /** Runs when the resource is created or updated, not when it is deleted. Must be idempotent: Lambda may repeat the call. */
  work(): Promise<void>;
  /** The message in the deployment's output. */
  explain(error: Error): string;
  /** The message when the function's time runs out. */
  tooLong: string;
}

export const customResource =
  ({ work, explain, tooLong }: CustomResource) =>
  async (
    event: Event,
    { getRemainingTimeInMillis }: { getRemainingTimeInMillis(): number },
  ): Promise<void> => {
    if (event.RequestType === 'Delete') return answer(event);
    const timeout = Promise.withResolvers<string>();
    const timer = setTimeout(timeout.resolve, getRemainingTimeInMillis() - ANSWER_MS, tooLong);
    const failed = work().then(
      () => undefined,
      (error: Error) => {
        // The stack goes to the log; the response contains the message only.
        console.error(error);
        return explain(error);
      },
    );
    await answer(event, await Promise.race([failed, timeout.promise]).finally(() => clearTimeout(timer)));
  };

const oneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .slice(0, REASON_LENGTH);

/** @throws when CloudFormation does not accept the response, so that Lambda retries the function */
async function answer(event: Event, failure?: string): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const common = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: LogicalResourceId };
  const response: Response =
    failure === undefined
      ? { ...common, Status: 'SUCCESS' }
      : { ...common, Status: 'FAILED', Reason: oneLine(failure) };
  // As bytes, because fetch adds a content type to a string, and the URL is signed for a request without one.
  const body = Buffer.from(JSON.stringify(response));
  const { ok, status } = await fetch(event.ResponseURL, { method: 'PUT', body });
  if (!ok) throw new Error(`CloudFormation answered ${status} to the result`);
}
