import { randomBytes } from 'node:crypto';
import {
  type AttributeValue,
  dynamo,
  epochSeconds,
  type Item,
  number,
  QueryCommand,
  tableName,
  text,
  UpdateItemCommand,
} from '../../platform/dynamo.ts';
import type { Activity, ActivityKind } from '../activity.ts';

const TableName = tableName('activity');

type NewActivity = Omit<Activity, 'id' | 'times'>;

/**
 * Activities without a limit are counted in one row per hour: refused attempts of one kind, and the pages that one session exports. So
 * an attacker who guesses passwords adds 24 rows a day to an account.
 */
const isCounted = ({ kind, outcome }: NewActivity): boolean => outcome === 'refused' || kind === 'export';

function idOf(activity: NewActivity): string {
  const { at, kind, outcome, session } = activity;
  const time = at.toISOString();
  if (!isCounted(activity)) return `${time} ${kind} ${randomBytes(4).toString('hex')}`;
  return `${time.slice(0, 13)}:00:00.000Z ${kind} ${outcome === 'refused' ? outcome : session}`;
}

const given = (fields: Record<string, string | null>): [string, string][] =>
  Object.entries(fields).filter((field): field is [string, string] => field[1] !== null);

/** @param person keyed hash of the name. A lost answer can make the client count an attempt twice */
export async function insertActivity(
  person: string,
  activity: NewActivity,
  keptSeconds: number,
  abortSignal: AbortSignal,
): Promise<void> {
  const { at, isNewDevice, ...texts } = activity;
  const fields = given({ ...texts, at: at.toISOString(), newDevice: isNewDevice ? 'yes' : null });
  const counts = isCounted(activity);
  const sets = ['expiresAt = :expiresAt', ...fields.map(([name]) => `#${name} = :${name}`)];
  const command = new UpdateItemCommand({
    TableName,
    Key: { person: text(person), id: text(idOf(activity)) },
    UpdateExpression: `SET ${sets.join(', ')}${counts ? ' ADD times :one' : ''}`,
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ':expiresAt': number(epochSeconds(at) + keptSeconds),
      ...(counts ? { ':one': number(1) } : {}),
      ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, text(value)])),
    },
  });
  await dynamo.send(command, { abortSignal });
}

const orNull = (value: AttributeValue | undefined): string | null => value?.S ?? null;

const toActivity = (item: Item): Activity => ({
  id: item.id?.S ?? '',
  at: new Date(item.at?.S ?? 0),
  kind: item.kind?.S as ActivityKind,
  outcome: item.outcome?.S as Activity['outcome'],
  times: Number(item.times?.N ?? 1),
  device: orNull(item.device),
  session: orNull(item.session),
  network: orNull(item.network),
  subject: orNull(item.subject),
  isNewDevice: item.newDevice !== undefined,
});

/** Newest first, what is counted by the beginning of its hour. @param before id of the last one on the page before */
export async function listActivities(
  person: string,
  before: string | undefined,
  limit: number,
): Promise<Activity[]> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName,
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
      KeyConditionExpression: before === undefined ? 'person = :person' : 'person = :person AND id < :before',
      ExpressionAttributeValues: {
        ':person': text(person),
        ...(before === undefined ? {} : { ':before': text(before) }),
      },
    }),
  );
  return Items.filter(({ expiresAt }) => Number(expiresAt?.N) > epochSeconds()).map(toActivity);
}
