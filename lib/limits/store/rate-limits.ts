/**
 * Counters in DynamoDB. One conditional update counts and compares, so that concurrent requests cannot exceed the limit.
 */
import { createHash, randomUUID } from 'node:crypto';
import { now } from '../../platform/clock.ts';
import {
  DeleteItemCommand,
  dynamo,
  epochSeconds,
  GetItemCommand,
  isConditionFailed,
  number,
  tableName,
  text,
  UpdateItemCommand,
} from '../../platform/dynamo.ts';
import type { RateLimit } from '../rate-limit.ts';

const TableName = tableName('rate-limits');

/** A limit and its subject. */
export interface Counter extends RateLimit {
  name: string;
  /** a user, an address or a socket */
  subject: string;
}

export interface Count {
  admitted: boolean;
  /** uses in this window, including this one if it was admitted */
  used: number;
  /** after a refusal: until the next try; otherwise: until the window ends */
  seconds: number;
}

/** Hashed, because a subject can be long, and so that the table holds no names or addresses. */
const digest = (subject: string): string => createHash('sha256').update(subject).digest('base64url');

const startOf = ({ windowSeconds }: RateLimit): number => {
  const second = epochSeconds();
  return second - (second % windowSeconds);
};

const keyOf = (counter: Counter) => ({
  window: text(`${counter.name}#${digest(counter.subject)}#${startOf(counter)}`),
});

const secondsToEnd = (counter: Counter): number =>
  Math.max(1, Math.ceil(startOf(counter) + counter.windowSeconds - now().getTime() / 1000));

const expiry = (counter: Counter) => number(startOf(counter) + 2 * counter.windowSeconds);

/** Counts one use, if the limit of the current window allows it. */
export async function countUse(counter: Counter): Promise<Count> {
  const { limit } = counter;
  const seconds = secondsToEnd(counter);
  try {
    const { Attributes } = await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(counter),
        UpdateExpression: 'ADD used :one SET expiresAt = :expires',
        ConditionExpression: 'attribute_not_exists(used) OR used < :limit',
        ExpressionAttributeValues: {
          ':one': number(1),
          ':limit': number(limit),
          ':expires': expiry(counter),
        },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return { admitted: true, used: Number(Attributes?.used?.N), seconds };
  } catch (error) {
    if (isConditionFailed(error)) return { admitted: false, used: limit, seconds };
    throw error;
  }
}

/** A limit that delays further uses instead of refusing them. */
export interface DelayedCounter extends Counter {
  /** seconds before each use beyond the limit; the last one applies to all further uses */
  delays: number[];
}

/**
 * Counts one use. Beyond the limit it is allowed once the current delay has passed since the last use; of concurrent uses after a
 * delay one is admitted.
 */
export async function countDelayed(counter: DelayedCounter): Promise<Count> {
  const at = now().getTime();
  const by = randomUUID();
  const { condition, values } = delayCondition(counter, at);
  try {
    const { Attributes } = await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(counter),
        UpdateExpression: 'ADD used :one SET triedAt = :now, triedBy = :by, expiresAt = :expires',
        ConditionExpression: `attribute_not_exists(used) OR used < :limit OR ${condition}`,
        ExpressionAttributeValues: {
          ':one': number(1),
          ':now': number(at),
          ':by': text(by),
          ':limit': number(counter.limit),
          ':expires': expiry(counter),
          ...values,
        },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return { admitted: true, used: Number(Attributes?.used?.N), seconds: secondsToEnd(counter) };
  } catch (error) {
    if (isConditionFailed(error)) return whyNot(counter, by);
    throw error;
  }
}

/** One comparison per delay, selected by `used`: a DynamoDB expression can compare, but not compute. */
function delayCondition({ limit, delays }: DelayedCounter, at: number) {
  const terms = delays.map((_, step) => {
    const due = `triedAt <= :due${step}`;
    return step === delays.length - 1 ? due : `(used < :used${step} AND ${due})`;
  });
  const values = delays.flatMap((delay, step) => {
    const due = [`:due${step}`, number(at - delay * 1000)] as const;
    return step === delays.length - 1 ? [due] : [due, [`:used${step}`, number(limit + step + 1)] as const];
  });
  return { condition: terms.join(' OR '), values: Object.fromEntries(values) };
}

/** @param by the refused request. It may have been admitted before: the client retries when the answer is lost */
async function whyNot(counter: DelayedCounter, by: string): Promise<Count> {
  const { limit, delays } = counter;
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName, Key: keyOf(counter), ConsistentRead: true }),
  );
  const [used, triedAt] = [Number(Item?.used?.N ?? limit), Number(Item?.triedAt?.N ?? now().getTime())];
  if (Item?.triedBy?.S === by) return { admitted: true, used, seconds: secondsToEnd(counter) };
  const delay = delays[Math.min(Math.max(used - limit, 0), delays.length - 1)] ?? 0;
  const left = Math.ceil((triedAt - now().getTime()) / 1000 + delay);
  return { admitted: false, used, seconds: Math.min(Math.max(1, left), secondsToEnd(counter)) };
}

/** Takes one use back. */
export async function uncount(counter: Counter): Promise<void> {
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(counter),
        UpdateExpression: 'ADD used :minus',
        ConditionExpression: 'used > :zero',
        ExpressionAttributeValues: { ':minus': number(-1), ':zero': number(0) },
      }),
    );
  } catch (error) {
    // The window has changed, or a login with the right password has reset the counter.
    if (!isConditionFailed(error)) throw error;
  }
}

export async function beginAnew(counter: Counter): Promise<void> {
  await dynamo.send(new DeleteItemCommand({ TableName, Key: keyOf(counter) }));
}
