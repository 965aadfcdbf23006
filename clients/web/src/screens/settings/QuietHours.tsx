import { useRef, useState } from 'preact/hooks';
import { type OwnProfile, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Field } from '../../components/field/Field.tsx';
import { notify } from '../../state/toasts.ts';
import { timeZone } from '../../state/zone.ts';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

const load = () => chat.me.show();

type Hours = NonNullable<OwnProfile['quiet_hours']>;

const NIGHT = { from: '22:00', to: '07:00' };

/** Of all devices of the user. A choice is saved at once. */
export function QuietHours() {
  const { state, reload, set } = useLoaded(load);
  const latest = useRef<Promise<unknown>>(Promise.resolve());
  const [fault, setFault] = useState<string>();
  if (state.status !== 'ready') return <Waiting state={state} label="Loading your settings" retry={reload} />;
  const profile = state.value;
  const hours = profile.quiet_hours ?? null;
  /** One change after the other; the answer to the last one is shown. */
  const save = async (quiet_hours: Hours | null) => {
    setFault(undefined);
    set({ ...profile, quiet_hours });
    const saved = latest.current.then(() => chat.me.update({ quiet_hours }));
    const settled = saved.catch(() => {});
    latest.current = settled;
    try {
      const answer = await saved;
      if (latest.current !== settled) return;
      set(answer);
      notify('Saved.');
    } catch (error) {
      set(profile);
      notify(sentence(error), 'error');
    }
  };
  /** The hours are those of the clock where the user is now. */
  const change = (part: { from?: string; to?: string }) => {
    const { from, to } = { ...NIGHT, ...hours, ...part };
    if (from === '' || to === '') return; // being typed
    if (from === to) setFault('Choose two different times.');
    else void save({ from, to, zone: timeZone() });
  };
  return (
    <div class="quiet-hours">
      <label class="check">
        <input
          type="checkbox"
          checked={hours !== null}
          onChange={({ currentTarget }) => (currentTarget.checked ? change({}) : void save(null))}
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
