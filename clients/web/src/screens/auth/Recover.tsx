import { hasCode, limits } from '#sdk';
import { chat } from '../../app/client.ts';
import { go, href } from '../../app/router.ts';
import { Button } from '../../components/button/Button.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { FieldFault, requireFields, useForm } from '../../components/field/form.ts';
import { lastUser } from '../../state/local.ts';
import { logIn } from '../../state/session.ts';
import { notify } from '../../state/toasts.ts';
import { AuthFrame } from './AuthFrame.tsx';

const REQUIRED = {
  username: 'Enter your username.',
  code: 'Enter one of your recovery codes.',
  new_password: 'Choose a new password.',
};

/** @param username of a recovery link, like the code; both are empty without one */
export function Recover({ username: linked, code: token }: { username: string; code: string }) {
  const isLink = linked !== '' && token !== '';
  const { busy, fields, problem, retryAt, ...form } = useForm(async (values) => {
    requireFields(values, REQUIRED);
    const { username = '', code = '', new_password = '' } = values;
    try {
      await chat.recover({ username: username.trim(), code, new_password });
    } catch (error) {
      if (!hasCode(error, 'invalid_recovery_code')) throw error;
      throw new FieldFault({
        code: isLink
          ? 'This link was used, was replaced by a newer one or has expired. Ask for another one.'
          : 'The username or this code is not right, or the code was used.',
      });
    }
    // If this fails, the same form goes on from here: the server accepts the code again with the same password.
    await logIn(username.trim(), new_password);
    go({ name: 'inbox' }, { replace: true });
    notify('Your password is changed. Your other devices are logged out.');
  });
  return (
    <AuthFrame title="Set a new password">
      {isLink ? (
        <p>This link sets a new password once, and logs out all your devices.</p>
      ) : (
        <p>
          Use one of your recovery codes, which you made in the settings under “Password”. It works once, and
          logs out all your devices. Without a code, ask those who run this server for a recovery link.
        </p>
      )}
      <form class="form" {...form} noValidate>
        <Field
          label="Username"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          defaultValue={linked || lastUser()}
          autofocus={!isLink && lastUser() === ''}
          error={fields.username}
        />
        <Field
          label={isLink ? 'Code of the link' : 'Recovery code'}
          name="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={100}
          defaultValue={token}
          autofocus={!isLink && lastUser() !== ''}
          hint={isLink ? undefined : 'Such as 4F7KZ-9Q2MB-XH3TW-8D0NR.'}
          error={fields.code}
        />
        <Field
          label="New password"
          name="new_password"
          type="password"
          autocomplete="new-password"
          autofocus={isLink}
          hint={`At least ${limits.passwordMinCharacters} characters. A sentence is easier to remember than symbols.`}
          error={fields.new_password}
        />
        <FormProblem problem={problem} retryAt={retryAt} />
        <Button type="submit" tone="primary" busy={busy}>
          Set the password
        </Button>
      </form>
      <p class="auth-other">
        <a href={href({ name: 'login' })}>Back to the log-in</a>
      </p>
    </AuthFrame>
  );
}
