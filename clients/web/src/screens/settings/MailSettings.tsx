import { useState } from 'preact/hooks';
import { chat } from '../../app/client.ts';
import { href } from '../../app/router.ts';
import { Button } from '../../components/button/Button.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { requireFields, useForm } from '../../components/field/form.ts';
import { notify } from '../../state/toasts.ts';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

const load = async () => {
  const [profile, settings] = await Promise.all([chat.me.show(), chat.settings()]);
  return { profile, isOffered: settings.Mail };
};

/** Confirms the user's e-mail address, which mail needs. */
export function MailSettings() {
  const { state, reload, set } = useLoaded(load);
  if (state.status !== 'ready') return <Waiting state={state} label="Loading your settings" retry={reload} />;
  const { profile, isOffered } = state.value;
  if (!isOffered) return <p>This server sends no mail.</p>;
  if (profile.email_confirmed) return <p role="status">{profile.email} is confirmed.</p>;
  const onConfirmed = () => {
    set({ isOffered, profile: { ...profile, email_confirmed: true } });
    notify('Your address is confirmed.');
  };
  return (
    <>
      <p>
        {profile.email} is not confirmed.{' '}
        <a href={href({ name: 'settings', section: 'profile' })}>Change the address</a>
      </p>
      <Confirmation address={profile.email} onConfirmed={onConfirmed} />
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
