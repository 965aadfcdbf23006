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
import { keyOf, queryItems } from './sessions.ts';

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

/** Idempotent, also when the session has ended. @param endpoint only if it is the one of the subscription; absent: any */
export async function removeSubscription(
  username: string,
  session: string,
  endpoint?: string,
): Promise<void> {
  const isSame = endpoint === undefined ? '' : ' AND push.endpoint = :endpoint';
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(username, session),
        UpdateExpression: 'REMOVE push',
        ConditionExpression: `attribute_exists(#session)${isSame}`,
        ExpressionAttributeNames: { '#session': 'session' },
        ...(endpoint === undefined ? {} : { ExpressionAttributeValues: { ':endpoint': text(endpoint) } }),
      }),
    );
  } catch (error) {
    // Without the condition the update would make a row of an ended session.
    if (!isConditionFailed(error)) throw error;
  }
}

export interface DeviceSubscription {
  /** id of the session */
  session: string;
  subscription: Subscription;
}

/** Of a person's sessions that have not ended. */
export async function listSubscriptions(username: string): Promise<DeviceSubscription[]> {
  const items = await queryItems(username);
  return items.flatMap(({ session, push, expiresAt }) => {
    const { endpoint, p256dh, auth, showsText } = push?.M ?? {};
    if (!endpoint?.S || Number(expiresAt?.N) <= epochSeconds()) return [];
    return {
      session: session?.S ?? '',
      subscription: {
        endpoint: endpoint.S,
        p256dh: p256dh?.S ?? '',
        auth: auth?.S ?? '',
        showsText: showsText?.BOOL === true,
      },
    };
  });
}
