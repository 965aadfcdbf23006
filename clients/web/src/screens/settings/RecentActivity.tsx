import { type Activity, describeActivity, describeActor } from '#sdk';
import { latestActivity, markSeen } from '../../state/activity.ts';
import { now } from '../../state/clock.ts';
import { fullTime, inboxTime } from '../../state/times.ts';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

const SHOWN_MAX = 50;

async function load(): Promise<Activity[]> {
  const entries = await latestActivity(SHOWN_MAX);
  markSeen(entries);
  return entries;
}

/** What happened to the account, the latest first. */
export function RecentActivity() {
  const { state, reload } = useLoaded(load);
  return (
    <section class="form" aria-labelledby="recent-activity">
      <h2 id="recent-activity" class="settings-heading">
        Recent activity
      </h2>
      {state.status === 'ready' ? (
        <>
          <p class="field-hint">
            Log-ins and changes of the last 90 days. Do you not know one of them? Log that device out, and
            change your password.
          </p>
          <ul class="devices" aria-label="Recent activity">
            {state.value.map((entry) => (
              <Entry key={entry.Id} entry={entry} />
            ))}
          </ul>
        </>
      ) : (
        <Waiting state={state} label="Loading your recent activity" retry={reload} />
      )}
    </section>
  );
}

function Entry({ entry }: { entry: Activity }) {
  const at = Date.parse(entry.At);
  const actor = describeActor(entry);
  return (
    <li class="device">
      <div class="device-body">
        <p class="device-name">
          <bdi>{describeActivity(entry)}</bdi>
        </p>
        <p class="field-hint">
          <time dateTime={entry.At} title={fullTime(at)}>
            {inboxTime(at, now.value)}
          </time>
          {actor && (
            <>
              , <bdi>{actor}</bdi>
            </>
          )}
        </p>
      </div>
    </li>
  );
}
