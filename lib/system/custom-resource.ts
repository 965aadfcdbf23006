/**
 * A function that CloudFormation calls while it changes the stack. CloudFormation waits until an answer is put at the event's URL,
 * so every way to fail must lead to one: nothing here may import the configuration, which throws when it is wrong.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
import type {
  CloudFormationCustomResourceEvent as Event,
  CloudFormationCustomResourceResponse as Response,
} from 'aws-lambda';

/** Left for the answer when the work takes too long. */
const ANSWER_MS = 15_000;

/** An answer has at most 4,096 bytes. */
const REASON_LENGTH = 1_000;

export interface CustomResource {
  /** Runs when the resource is created or updated; deleting it does nothing. Idempotent: Lambda may repeat the call. */
  work(): Promise<void>;
  /** What a person reads in the output of the deployment. */
  explain(error: Error): string;
  /** Likewise, when the work takes longer than the function may. */
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
        // The stack belongs into the log; the answer holds the message alone.
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

/** @throws when CloudFormation does not take the answer, so that Lambda calls the function again */
async function answer(event: Event, failure?: string): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const common = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: LogicalResourceId };
  const response: Response =
    failure === undefined
      ? { ...common, Status: 'SUCCESS' }
      : { ...common, Status: 'FAILED', Reason: oneLine(failure) };
  // As bytes: with a string fetch sends a content type, and the URL is signed for a request without one.
  const body = Buffer.from(JSON.stringify(response));
  const { ok, status } = await fetch(event.ResponseURL, { method: 'PUT', body });
  if (!ok) throw new Error(`CloudFormation answered ${status} to the result`);
}
