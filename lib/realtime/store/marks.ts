/**
 * Marks for notifications in a person's item. `pushUntil`: the time by which each subscription of the person has ended; the item then
 * outlives the sockets. `pushed`: conversations with a notification that was sent and not withdrawn.
 */
import {
  dynamo,
  epochSeconds,
  isConditionFailed,
  number,
  tableName,
  UpdateItemCommand,
} from '../../platform/dynamo.ts';
import { type NotificationMarks, userKey } from './connection-items.ts';
import { readConnections } from './reading.ts';

const TableName = tableName('connections');

/** Conversations in `pushed`: further notifications are not withdrawn. */
const PUSHED_MAX = 100;

interface Change {
  update: string;
  condition?: string;
  values: Record<string, { N: string } | { SS: string[] }>;
}

/** A change whose condition does not hold is left out. */
async function change(username: string, { update, condition, values }: Change): Promise<void> {
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: userKey(username),
        UpdateExpression: update,
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ExpressionAttributeValues: values,
      }),
    );
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
}

/** Each call writes a later time. @param until no subscription of now lives longer */
export const noteSubscribed = (username: string, until: Date): Promise<void> =>
  change(username, {
    update: 'SET pushUntil = :until, expiresAt = :until',
    values: { ':until': number(epochSeconds(until)) },
  });

/** Of the people with marks, by folded name. @throws when DynamoDB does not answer */
export async function listMarks(usernames: readonly string[]): Promise<Map<string, NotificationMarks>> {
  const { marks } = await readConnections(usernames);
  return new Map(marks.map((each) => [each.person, each]));
}

/** Removes the marks, unless there is a new subscription since they were read. Sockets extend the item's life with their next ping. */
export const forgetMarks = (username: string, { until }: NotificationMarks): Promise<void> =>
  change(username, {
    update: 'SET expiresAt = :alive REMOVE pushUntil, pushed',
    condition: 'pushUntil = :seen',
    values: { ':seen': number(until), ':alive': number(epochSeconds() + ITEM_SECONDS) },
  });

/** As long as a socket lives without a ping. */
const ITEM_SECONDS = 11 * 60;

/** A notification of the conversation is about to be shown. */
export const notePushed = (username: string, conversation: string): Promise<void> =>
  change(username, {
    update: 'ADD pushed :conversation',
    condition: 'attribute_exists(pushUntil) AND (attribute_not_exists(pushed) OR size(pushed) < :max)',
    values: { ':conversation': { SS: [conversation] }, ':max': number(PUSHED_MAX) },
  });

/** Nothing of the conversation is shown any more. */
export const noteWithdrawn = (username: string, conversation: string): Promise<void> =>
  change(username, {
    update: 'DELETE pushed :conversation',
    condition: 'attribute_exists(pushUntil)',
    values: { ':conversation': { SS: [conversation] } },
  });
