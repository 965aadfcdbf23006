import { useState } from 'preact/hooks';
import type { OwnProfile } from '#sdk';
import { chat } from '../../app/client.ts';
import { Field } from '../../components/field/Field.tsx';
import { useSavedAtOnce } from '../../components/field/use-saved-at-once.ts';
import { timeZone } from '../../state/zone.ts';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

const load = () => chat.me.show();

type Hours = NonNullable<OwnProfile['quiet_hours']>;

const NIGHT = { from: '22:00', to: '07:00' };

/** Of all devices of the user. A choice is saved at once. */
export function QuietHours() {
  const { state, reload, set } = useLoaded(load);
  if (state.status !== 'ready') return <Waiting state={state} label="Loading your settings" retry={reload} />;
  return <HoursChoice profile={state.value} onSaved={set} />;
}

function HoursChoice({ profile, onSaved }: { profile: OwnProfile; onSaved: (saved: OwnProfile) => void }) {
  const [fault, setFault] = useState<string>();
  const saved: { quiet_hours: Hours | null } = { quiet_hours: profile.quiet_hours ?? null };
  const { shown, save } = useSavedAtOnce(saved, async (change) => onSaved(await chat.me.update(change)));
  const hours = shown.quiet_hours;
  const choose = (quiet_hours: Hours | null) => {
    setFault(undefined);
    void save({ quiet_hours });
  };
  /** The hours are those of the clock where the user is now. */
  const change = (part: { from?: string; to?: string }) => {
    const { from, to } = { ...NIGHT, ...hours, ...part };
    if (from === '' || to === '') return; // being typed
    if (from === to) setFault('Choose two different times.');
    else choose({ from, to, zone: timeZone() });
  };
  return (
    <div class="quiet-hours">
      <label class="check">
        <input
          type="checkbox"
          checked={hours !== null}
          onChange={({ currentTarget }) => (currentTarget.checked ? change({}) : choose(null))}
        />
        No notifications at certain hours, on any device
      </label>
      {hours && (
        <>
          <div class="quiet-times">
            <Field
              label="From"
              name="from"
              type="time"
              value={hours.from}
              error={fault}
              onChange={({ currentTarget }) => change({ from: currentTarget.value })}
            />
            <Field
              label="To"
              name="to"
              type="time"
              value={hours.to}
              onChange={({ currentTarget }) => change({ to: currentTarget.value })}
            />
          </div>
          <p class="field-hint">Times in {hours.zone.replaceAll('_', ' ')}</p>
        </>
      )}
    </div>
  );
}
