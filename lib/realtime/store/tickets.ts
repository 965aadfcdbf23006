import {
  DeleteItemCommand,
  dynamo,
  epochSeconds,
  isConditionFailed,
  number,
  PutItemCommand,
  tableName,
  text,
} from '../../platform/dynamo.ts';

const TableName = tableName('tickets');

/** Admits one WebSocket. */
export interface Ticket {
  username: string;
  session: string;
  /** of the requesting page; null for programs, which send none */
  origin: string | null;
}

/** @param hash of the secret: the table never holds the ticket itself */
export async function insertTicket(hash: string, ticket: Ticket, expiresAt: Date): Promise<void> {
  const { username, session, origin } = ticket;
  const Item = {
    ticket: text(hash),
    username: text(username),
    session: text(session),
    expiresAt: number(epochSeconds(expiresAt)),
    ...(origin === null ? {} : { origin: text(origin) }),
  };
  await dynamo.send(new PutItemCommand({ TableName, Item }));
}

/** Uses a ticket; of concurrent attempts one succeeds. @returns undefined when it is unknown, used or expired */
export async function takeTicket(hash: string): Promise<Ticket | undefined> {
  try {
    const { Attributes = {} } = await dynamo.send(
      new DeleteItemCommand({
        TableName,
        Key: { ticket: text(hash) },
        ConditionExpression: 'expiresAt > :now',
        ExpressionAttributeValues: { ':now': number(epochSeconds()) },
        ReturnValues: 'ALL_OLD',
      }),
    );
    const { username, session, origin } = Attributes;
    return { username: username?.S ?? '', session: session?.S ?? '', origin: origin?.S ?? null };
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
}
