import { useState } from 'preact/hooks';
import { type SessionInfo, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { confirmed } from '../../components/dialog/Confirm.tsx';
import { now } from '../../state/clock.ts';
import { fullTime, inboxTime } from '../../state/times.ts';
import { notify } from '../../state/toasts.ts';
import { RecentActivity } from './RecentActivity.tsx';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

async function load(): Promise<SessionInfo[]> {
  const sessions = await chat.sessions.list();
  return [...sessions].sort(
    (a, b) => Number(b.Current) - Number(a.Current) || b.LastUsedAt.localeCompare(a.LastUsedAt),
  );
}

/** Where one is logged in, and what happened to the account. */
export const DevicesSection = () => (
  <>
    <Devices />
    <RecentActivity />
  </>
);

/** Where one is logged in, and how to end that from here. */
function Devices() {
  const { state, reload } = useLoaded(load);
  const [ending, setEnding] = useState<string>();
  if (state.status !== 'ready') return <Waiting state={state} label="Loading your devices" retry={reload} />;
  const others = state.value.filter(({ Current }) => !Current);

  const end = async (which: string, work: () => Promise<unknown>, done: string) => {
    setEnding(which);
    try {
      await work();
      notify(done);
      reload();
    } catch (error) {
      notify(sentence(error), 'error');
    } finally {
      setEnding(undefined);
    }
  };
  const endOthers = async () => {
    const sure = await confirmed({
      title: 'Log out your other devices?',
      body: 'Each of them has to log in again with your password. What they had not sent is kept there.',
      action: 'Log out others',
    });
    if (sure) await end('others', () => chat.sessions.endOthers(), 'Your other devices are logged out.');
  };
  return (
    <div class="form">
      <ul class="devices">
        {state.value.map((session) => (
          <Device
            key={session.Id}
            session={session}
            busy={ending === session.Id}
            onEnd={() =>
              void end(session.Id, () => chat.sessions.end(session.Id), 'The device is logged out.')
            }
          />
        ))}
      </ul>
      {others.length > 0 && (
        <div class="form-actions">
          <Button busy={ending === 'others'} onClick={() => void endOthers()}>
            Log out all other devices
          </Button>
        </div>
      )}
    </div>
  );
}

function Device({ session, busy, onEnd }: { session: SessionInfo; busy: boolean; onEnd: () => void }) {
  const { Device: name, Current, CreatedAt, LastUsedAt } = session;
  const used = Date.parse(LastUsedAt);
  return (
    <li class="device">
      <div class="device-body">
        <p class="device-name">
          <bdi>{name}</bdi>
          {Current && <span class="device-current">This device</span>}
        </p>
        <p class="field-hint">
          Last used{' '}
          <time dateTime={LastUsedAt} title={fullTime(used)}>
            {inboxTime(used, now.value)}
          </time>
          , logged in{' '}
          <time dateTime={CreatedAt} title={fullTime(Date.parse(CreatedAt))}>
            {inboxTime(Date.parse(CreatedAt), now.value)}
          </time>
        </p>
      </div>
      {!Current && (
        <Button busy={busy} onClick={onEnd} aria-label={`Log out ${name}`}>
          Log out
        </Button>
      )}
    </li>
  );
}
