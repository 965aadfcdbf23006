/**
 * Records what happens to an account (docs/decisions/041-activity-in-dynamodb.md). Best effort: a record that cannot be stored in time
 * becomes a line in the log, and never fails or delays the request by more than RECORD_TIMEOUT_MS.
 */
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { addressHash, needLogKey, personHash } from '../platform/identity.ts';
import { describeError, log } from '../platform/log.ts';
import { countMetric } from '../platform/request-scope.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import type { Activity, ActivityKind, Actor } from './activity.ts';
import { insertActivity } from './store/activity.ts';

needLogKey();

const RECORD_TIMEOUT_MS = 1_000;

const DAY_SECONDS = 24 * 60 * 60;
export const KEPT_SECONDS = 90 * DAY_SECONDS;

/** Of names without an account: see recordUnknownName. */
const UNKNOWN_KEPT_SECONDS = 60 * 60;

type Details = Partial<Pick<Activity, 'outcome' | 'subject' | 'isNewDevice'>>;

async function store(
  person: string,
  kind: ActivityKind,
  actor: Actor | null,
  { outcome = 'done', subject = null, isNewDevice = false }: Details,
  keptSeconds: number,
): Promise<void> {
  const activity = {
    at: now(),
    kind,
    outcome,
    device: actor?.device ?? null,
    session: actor?.session ?? null,
    network: actor && addressHash(actor.address),
    subject,
    isNewDevice,
  };
  await withinDeadline(
    RECORD_TIMEOUT_MS,
    (signal) => insertActivity(person, activity, keptSeconds, signal),
    (error) => {
      countMetric('ActivitiesNotRecorded');
      // Holds what the record would have held: hashes, ids and the device's name.
      log.warn('activity not recorded', { person, ...activity, error: describeError(error, 0) });
    },
  );
}

/**
 * Never fails.
 * @param username of the account, in any spelling
 * @param actor null for an operator
 */
export const recordActivity = (
  username: string,
  kind: ActivityKind,
  actor: Actor | null,
  details: Details = {},
): Promise<void> => store(personHash(username), kind, actor, details, KEPT_SECONDS);

/**
 * For a refused log-in without an account. The same write as for an account, because an unknown name must not cost less time. Nobody can
 * read it: usernames contain no space. It expires within the hour, so that made-up names do not fill the table.
 */
export const recordUnknownName = (name: string, kind: ActivityKind, actor: Actor): Promise<void> =>
  store(personHash(`unknown ${name}`), kind, actor, { outcome: 'refused' }, UNKNOWN_KEPT_SECONDS);

/**
 * Runs an action that asks for a secret, and records it: done, or refused where the secret was wrong. Other errors are not recorded.
 * @throws what the action throws
 */
export async function recorded<Result>(
  username: string,
  kind: ActivityKind,
  actor: Actor,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await act();
    await recordActivity(username, kind, actor);
    return result;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'wrong_password')
      await recordActivity(username, kind, actor, { outcome: 'refused' });
    throw error;
  }
}
