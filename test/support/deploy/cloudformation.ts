/** CloudFormation as a custom resource's function sees it: an event with a URL, which takes one answer. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type {
  CloudFormationCustomResourceEvent as Event,
  CloudFormationCustomResourceResponse as Response,
} from 'aws-lambda';

type Handler = (event: Event, context: { getRemainingTimeInMillis(): number }) => Promise<void>;

/** Calls the function as for a new resource. @returns its answer */
export async function createResource(handler: Handler): Promise<Response> {
  const answers: Response[] = [];
  const server = createServer(async (request, response) => {
    answers.push((await json(request)) as Response);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const event = {
    RequestType: 'Create',
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Schema1',
  } as Event;
  try {
    await handler(event, { getRemainingTimeInMillis: () => 60_000 });
  } finally {
    server.close();
  }
  const [answer] = answers;
  if (answers.length !== 1 || !answer) throw new Error(`${answers.length} answers instead of one`);
  return answer;
}
