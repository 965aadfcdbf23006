import {
  dynamo,
  epochSeconds,
  isConditionFailed,
  number,
  tableName,
  text,
  UpdateItemCommand,
} from '../dynamo.ts';

const TableName = tableName('rate-limits');

export interface RateLimit {
  action: string;
  limit: number;
  windowSeconds: number;
}

/**
 * Counts one use, if the limit of the current window allows it. Counting and comparing are one conditional update, so
 * that however many try at once, no more than the limit are admitted.
 * @param subject whose uses are counted together
 */
export async function admit({ action, limit, windowSeconds }: RateLimit, subject: string): Promise<boolean> {
  const second = epochSeconds();
  const start = second - (second % windowSeconds);
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: { window: text(`${action}#${subject}#${start}`) },
        UpdateExpression: 'ADD used :one SET expiresAt = :expires',
        ConditionExpression: 'attribute_not_exists(used) OR used < :limit',
        ExpressionAttributeValues: {
          ':one': number(1),
          ':limit': number(limit),
          ':expires': number(start + 2 * windowSeconds),
        },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
