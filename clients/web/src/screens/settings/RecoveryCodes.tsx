import { useState } from 'preact/hooks';
import { hasCode, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { FieldFault, useForm } from '../../components/field/form.ts';
import { copyText } from '../../state/clipboard.ts';
import { self } from '../../state/session.ts';
import { notify } from '../../state/toasts.ts';
import { offerDownload } from './export.ts';
import { useLoaded } from './use-loaded.ts';

const load = () => chat.me.show();

/** Makes the codes that set a new password when the password is forgotten, and shows them once. */
export function RecoveryCodes() {
  const { state } = useLoaded(load);
  const [codes, setCodes] = useState<string[]>();
  if (codes) return <Made codes={codes} />;
  const kept = state.value?.recovery_codes;
  return (
    <>
      <h2 class="settings-heading">Recovery codes</h2>
      <p>
        A forgotten password cannot be sent to you. Ten codes, each of which sets a new one once, are the way
        back: keep them on paper, or where you keep passwords.
      </p>
      <p role="status">
        {state.status === 'failed' && sentence(state.error)}
        {state.value && !kept && 'You have no codes yet.'}
        {kept &&
          `${kept.left} of 10 are left, made on ${new Date(kept.made_at).toLocaleDateString()}. New ones replace them.`}
      </p>
      <CodesForm onMade={setCodes} />
    </>
  );
}

function CodesForm({ onMade }: { onMade: (codes: string[]) => void }) {
  const { busy, fields, problem, retryAt, ...form } = useForm(async ({ codes_password: password = '' }) => {
    if (password === '') throw new FieldFault({ codes_password: 'Enter your password to confirm.' });
    try {
      onMade((await chat.me.makeRecoveryCodes({ password })).codes);
    } catch (error) {
      if (hasCode(error, 'wrong_password'))
        throw new FieldFault({ codes_password: 'That is not your password.' });
      throw error;
    }
  });
  return (
    <form class="form" {...form} noValidate>
      <Field
        label="Your password"
        name="codes_password"
        type="password"
        autocomplete="current-password"
        error={fields.codes_password}
      />
      <FormProblem problem={problem} retryAt={retryAt} />
      <div class="form-actions">
        <Button type="submit" busy={busy}>
          Make recovery codes
        </Button>
      </div>
    </form>
  );
}

function Made({ codes }: { codes: string[] }) {
  const text = codes.join('\n');
  const copy = async () => {
    if (await copyText(text)) notify('The codes are copied.');
    else notify('The codes could not be copied. Select them, or download them.', 'error');
  };
  const download = () =>
    offerDownload(
      `Recovery codes of ${self()} at ${location.host}. Each sets a new password once.\n\n${text}\n`,
      `corechat-recovery-codes-${self()}.txt`,
      'text/plain',
    );
  return (
    <section aria-labelledby="recovery-codes">
      <h2 class="settings-heading" id="recovery-codes">
        Your recovery codes
      </h2>
      <p role="alert">Keep them now: they are not shown again. Codes made before no longer work.</p>
      <ol class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="form-actions">
        <Button onClick={() => void copy()}>Copy</Button>
        <Button onClick={download}>Download</Button>
        <Button onClick={() => print()}>Print</Button>
      </div>
    </section>
  );
}
