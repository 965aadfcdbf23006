/** The queues as serverless.yml deploys them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './root.ts';
import { askSqs } from './sqs.ts';

const ACCOUNT = '000000000000';
const LOCAL_PREFIX = 'corechat-local';

/** What a queue server on this machine is given. Encryption is the cloud's. */
const SETTINGS = [
  'DelaySeconds',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];

interface Queue {
  QueueName: string;
  RedrivePolicy?: { deadLetterTargetArn: { 'Fn::GetAtt': [string, string] }; maxReceiveCount: number };
  [setting: string]: unknown;
}

/** By logical id. */
export function readQueues(): Record<string, Queue> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the Serverless Framework
  const deployedPrefix = 'corechat-${sls:stage}';
  const source = readFileSync(join(ROOT, 'resources/queues.yml'), 'utf8');
  const { Resources } = parse(source.replaceAll(deployedPrefix, LOCAL_PREFIX));
  return Object.fromEntries(
    Object.entries(Resources as Record<string, { Type: string; Properties: Queue }>)
      .filter(([, { Type }]) => Type === 'AWS::SQS::Queue')
      .map(([id, { Properties }]) => [id, Properties]),
  );
}

/** The address of the queue with this logical id. @param server where it is */
export const queueUrl = (server: string, id: string): string =>
  `${server}/${ACCOUNT}/${readQueues()[id]?.QueueName}`;

/** The server's region is always this one. */
const arnOf = ({ QueueName }: Queue): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${QueueName}`;

/** As SQS takes them: strings. */
function attributesOf(queue: Queue, queues: Record<string, Queue>): Record<string, string> {
  const settings = SETTINGS.flatMap((name) =>
    queue[name] === undefined ? [] : [[name, String(queue[name])]],
  );
  const { deadLetterTargetArn, maxReceiveCount } = queue.RedrivePolicy ?? {};
  const target = deadLetterTargetArn && queues[deadLetterTargetArn['Fn::GetAtt'][0]];
  const redrive = target
    ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(target), maxReceiveCount }) }
    : {};
  return { ...Object.fromEntries(settings), ...redrive };
}

/** Makes those that are missing, and sets the attributes of all. @param server its address */
export async function createQueues(server: string): Promise<void> {
  const queues = readQueues();
  for (const queue of Object.values(queues)) {
    const { QueueUrl } = await askSqs<{ QueueUrl: string }>(server, 'CreateQueue', {
      QueueName: queue.QueueName,
    });
    const Attributes = attributesOf(queue, queues);
    await askSqs(server, 'SetQueueAttributes', { QueueUrl, Attributes });
  }
}
