/** The queues of resources/queues.yml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './root.ts';
import { askSqs } from './sqs.ts';

const ACCOUNT = '000000000000';
const LOCAL_PREFIX = 'corechat-local';

/** The attributes that the local queue server gets; it has no encryption. */
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

let queues: Record<string, Queue> | undefined;

/** By logical id, as the file was when this process began: each poll of a queue asks for its name. */
const readQueues = (): Record<string, Queue> => {
  queues ??= parseQueues();
  return queues;
};

function parseQueues(): Record<string, Queue> {
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

/** The URL of the queue with this logical id. @param server address of the queue server */
export const queueUrl = (server: string, id: string): string =>
  `${server}/${ACCOUNT}/${readQueues()[id]?.QueueName}`;

/** The local server's region is fixed. */
const arnOf = ({ QueueName }: Queue): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${QueueName}`;

/** As strings, which SQS requires. */
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

/** Creates missing queues and sets the attributes of all. @param server address of the queue server */
export async function createQueues(server: string): Promise<void> {
  const all = readQueues();
  for (const queue of Object.values(all)) {
    const { QueueUrl } = await askSqs<{ QueueUrl: string }>(server, 'CreateQueue', {
      QueueName: queue.QueueName,
    });
    const Attributes = attributesOf(queue, all);
    await askSqs(server, 'SetQueueAttributes', { QueueUrl, Attributes });
  }
}
