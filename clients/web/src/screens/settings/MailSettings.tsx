import { useState } from 'preact/hooks';
import type { OwnProfile } from '#sdk';
import { chat } from '../../app/client.ts';
import { href } from '../../app/router.ts';
import { Button } from '../../components/button/Button.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { requireFields, useForm } from '../../components/field/form.ts';
import { useSavedAtOnce } from '../../components/field/use-saved-at-once.ts';
import { notify } from '../../state/toasts.ts';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

const load = async () => {
  const [profile, settings] = await Promise.all([chat.me.show(), chat.settings()]);
  return { profile, isOffered: settings.Mail };
};

/** A mail about unread messages: the address has to be confirmed first. */
export function MailSettings() {
  const { state, reload, set } = useLoaded(load);
  if (state.status !== 'ready') return <Waiting state={state} label="Loading your settings" retry={reload} />;
  const { profile, isOffered } = state.value;
  if (!isOffered) return <p>This server sends no mail.</p>;
  const onSaved = (saved: OwnProfile) => set({ isOffered, profile: saved });
  if (profile.email_confirmed)
    return (
      <>
        <p role="status">{profile.email} is confirmed.</p>
        <DigestChoice profile={profile} onSaved={onSaved} />
      </>
    );
  const onConfirmed = () => {
    onSaved({ ...profile, email_confirmed: true });
    notify('Your address is confirmed.');
  };
  return (
    <>
      <p>
        CoreChat can mail you about unread messages while you are away. {profile.email} is not confirmed yet.{' '}
        <a href={href({ name: 'settings', section: 'profile' })}>Change the address</a>
      </p>
      <Confirmation address={profile.email} onConfirmed={onConfirmed} />
    </>
  );
}

const DELAYS: [OwnProfile['digest'], label: string][] = [
  ['off', 'Never'],
  ['1h', 'After an hour'],
  ['8h', 'After 8 hours'],
  ['24h', 'After a day'],
];

function DigestChoice({ profile, onSaved }: { profile: OwnProfile; onSaved: (saved: OwnProfile) => void }) {
  const { shown, save } = useSavedAtOnce({ digest: profile.digest }, async (change) =>
    onSaved(await chat.me.update(change)),
  );
  return (
    <>
      {profile.digest_problem === 'refused' && (
        <p role="alert">
          Mails are off: the mail server of your address said that there is no such mailbox.{' '}
          <a href={href({ name: 'settings', section: 'profile' })}>Change the address</a>, or choose again.
        </p>
      )}
      <fieldset class="choices">
        <legend>Mail me about unread messages while I am away</legend>
        {DELAYS.map(([delay, label]) => (
          <label key={delay} class="choice">
            <input
              type="radio"
              name="digest"
              value={delay}
              checked={delay === shown.digest}
              onChange={() => void save({ digest: delay })}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <p class="field-hint">
        One mail for each time that you are away, with the names of conversations and the number of messages.
        Muted conversations are left out.
      </p>
    </>
  );
}

function Confirmation({ address, onConfirmed }: { address: string; onConfirmed: () => void }) {
  const [isSent, setSent] = useState(false);
  const sending = useForm(async () => {
    await chat.me.sendMailCode();
    setSent(true);
    notify(`A code is on its way to ${address}.`);
  });
  const { busy, fields, problem, retryAt, ...form } = useForm(async (values) => {
    requireFields(values, { Code: 'Enter the code of the mail.' });
    await chat.me.confirmMail({ Code: values.Code ?? '' });
    onConfirmed();
  });
  return (
    <>
      <form onSubmit={sending.onSubmit} noValidate>
        <FormProblem problem={sending.problem} retryAt={sending.retryAt} />
        <div class="form-actions">
          <Button type="submit" tone={isSent ? 'plain' : 'primary'} busy={sending.busy}>
            {isSent ? 'Send another code' : 'Send a code'}
          </Button>
        </div>
      </form>
      {isSent && (
        <form class="form" {...form} noValidate>
          <Field
            label="Code"
            name="Code"
            inputMode="numeric"
            autocomplete="one-time-code"
            autofocus
            hint={`Eight digits, in the mail to ${address}. They are valid for an hour.`}
            error={fields.Code}
          />
          <FormProblem problem={problem} retryAt={retryAt} />
          <div class="form-actions">
            <Button type="submit" tone="primary" busy={busy}>
              Confirm
            </Button>
          </div>
        </form>
      )}
    </>
  );
}
