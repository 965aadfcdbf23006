/** Push subscriptions, in the rows of their sessions. */
import {
  dynamo,
  epochSeconds,
  isConditionFailed,
  number,
  tableName,
  text,
  UpdateItemCommand,
} from '../../platform/dynamo.ts';
import { keyOf } from './sessions.ts';

const TableName = tableName('sessions');

/** Of a browser (RFC 8030, RFC 8291). */
export interface Subscription {
  /** address at the push service */
  endpoint: string;
  /** public key of the device, base64url */
  p256dh: string;
  /** shared secret, base64url */
  auth: string;
  /** whether notifications contain the text of messages */
  showsText: boolean;
}

/** @returns false when the session has ended */
export async function setSubscription(
  username: string,
  session: string,
  { endpoint, p256dh, auth, showsText }: Subscription,
): Promise<boolean> {
  const value = {
    M: {
      endpoint: text(endpoint),
      p256dh: text(p256dh),
      auth: text(auth),
      showsText: { BOOL: showsText },
    },
  };
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(username, session),
        UpdateExpression: 'SET push = :push',
        ConditionExpression: 'expiresAt > :now',
        ExpressionAttributeValues: { ':push': value, ':now': number(epochSeconds()) },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** Idempotent, also when the session has ended. */
export async function removeSubscription(username: string, session: string): Promise<void> {
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(username, session),
        UpdateExpression: 'REMOVE push',
        ConditionExpression: 'attribute_exists(#session)',
        ExpressionAttributeNames: { '#session': 'session' },
      }),
    );
  } catch (error) {
    // Without the condition the update would make a row of an ended session.
    if (!isConditionFailed(error)) throw error;
  }
}
