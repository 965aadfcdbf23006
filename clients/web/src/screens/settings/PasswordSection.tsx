import { useState } from 'preact/hooks';
import { hasCode, limits } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { FieldFault, requireFields, useForm } from '../../components/field/form.ts';
import { self } from '../../state/session.ts';
import { notify } from '../../state/toasts.ts';
import { RecoveryCodes } from './RecoveryCodes.tsx';

const REQUIRED = {
  current_password: 'Enter your current password.',
  new_password: 'Choose a new password.',
};

export function PasswordSection() {
  const [saved, setSaved] = useState(0);
  return (
    <div class="form">
      <PasswordForm key={saved} onSaved={() => setSaved(saved + 1)} />
      <RecoveryCodes />
    </div>
  );
}

function PasswordForm({ onSaved }: { onSaved: () => void }) {
  const { busy, fields, problem, retryAt, ...form } = useForm(async (values) => {
    const { current_password = '', new_password = '' } = values;
    requireFields(values, REQUIRED);
    const keep = values.keep_other_sessions !== undefined;
    try {
      await chat.me.changePassword({ current_password, new_password, keep_other_sessions: keep });
    } catch (error) {
      if (hasCode(error, 'wrong_password')) {
        throw new FieldFault({ current_password: 'That is not your current password.' });
      }
      throw error;
    }
    notify(
      keep ? 'Your password is changed.' : 'Your password is changed. Your other devices are logged out.',
    );
    onSaved();
  });
  return (
    <form class="form" {...form} noValidate>
      {/* For password managers, which want to know whose password it is. */}
      <input
        class="hidden-text"
        type="text"
        name="username"
        autocomplete="username"
        value={self()}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <Field
        label="Current password"
        name="current_password"
        type="password"
        autocomplete="current-password"
        error={fields.current_password}
      />
      <Field
        label="New password"
        name="new_password"
        type="password"
        autocomplete="new-password"
        hint={`At least ${limits.passwordMinCharacters} characters. A sentence is easier to remember than symbols.`}
        error={fields.new_password}
      />
      <label class="check">
        <input type="checkbox" name="keep_other_sessions" />
        Keep my other devices logged in
      </label>
      <FormProblem problem={problem} retryAt={retryAt} />
      <div class="form-actions">
        <Button type="submit" tone="primary" busy={busy}>
          Change password
        </Button>
      </div>
    </form>
  );
}
