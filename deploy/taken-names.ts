/** Finds names that the stack needs and that a resource outside the stack has: CloudFormation would fail on them halfway. */
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { clientOptions } from './aws.ts';
import { s3 } from './bucket.ts';
import { describeLeftover, type Leftover } from './leftovers.ts';
import type { Template } from './template.ts';

const isMissing = (error: unknown): boolean =>
  ['ResourceNotFoundException', 'NotFound', 'NoSuchBucket'].includes((error as Error).name);

const exists = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );

/** By type: the property with the name, and whether AWS has one of that name. */
const KINDS: Record<
  string,
  { property: string; isTaken: (name: string, region: string) => Promise<boolean> }
> = {
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    isTaken: (name, region) =>
      exists(new DynamoDBClient(clientOptions(region)).send(new DescribeTableCommand({ TableName: name }))),
  },
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    isTaken: async (name, region) => {
      const { logGroups = [] } = await new CloudWatchLogsClient(clientOptions(region)).send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
      );
      return logGroups.some(({ logGroupName }) => logGroupName === name);
    },
  },
  'AWS::S3::Bucket': {
    property: 'BucketName',
    isTaken: (name, region) => exists(s3(region).send(new HeadBucketCommand({ Bucket: name }))),
  },
};

/** @param deployed whose own names are not taken */
export async function findTakenNames(
  template: Template,
  deployed: Template | undefined,
  region: string,
): Promise<Leftover[]> {
  const wanted = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const kind = KINDS[Type];
    const name = kind && Properties[kind.property];
    if (!kind || typeof name !== 'string' || deployed?.Resources[id]) return [];
    return [{ type: Type, name, isTaken: kind.isTaken }];
  });
  const found: Leftover[] = [];
  // One after the other: CloudWatch Logs takes few requests a second.
  for (const { type, name, isTaken } of wanted) {
    if (await isTaken(name, region)) found.push({ type, name });
  }
  return found;
}

export const explainTakenNames = (found: Leftover[], stage: string, region: string): string =>
  [
    `${found.length} of the stack's names are taken, by an earlier deployment perhaps. Delete what is not needed, import it (docs/deploying.md#what-an-earlier-deployment-left), or deploy another stage than ${stage}:`,
    ...found.map((each) => describeLeftover(each, region)),
  ].join('\n');
