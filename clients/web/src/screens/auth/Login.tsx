import { useEffect } from 'preact/hooks';
import { hasCode } from '#sdk';
import { href, route } from '../../app/router.ts';
import { Button } from '../../components/button/Button.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { FieldFault, requireFields, useForm } from '../../components/field/form.ts';
import { removeLeftoversOfDeleted } from '../../state/leftovers.ts';
import { lastUser } from '../../state/local.ts';
import { logIn, phase } from '../../state/session.ts';
import { AuthFrame } from './AuthFrame.tsx';

const REQUIRED = { username: 'Enter your username.', password: 'Enter your password.' };

const KEPT = 'What you had not sent yet is kept.';
const REASONS = {
  logout: undefined,
  expired: `Your session has ended. Log in again to go on. ${KEPT}`,
  revoked: `This device was logged out from another one. Log in again to go on. ${KEPT}`,
  'other-tab': 'You logged out in another tab.',
  deleted: 'Your account has been deleted. Goodbye, and thank you for having been here.',
};

export function Login() {
  // Another device may have deleted the account.
  useEffect(() => void removeLeftoversOfDeleted(), []);
  const { busy, fields, problem, retryAt, ...form } = useForm(async (values) => {
    requireFields(values, REQUIRED);
    const { username = '', password = '' } = values;
    try {
      await logIn(username.trim(), password);
    } catch (error) {
      if (hasCode(error, 'unknown_user')) {
        throw new FieldFault({
          username: 'Nobody has this username. Check the spelling, or create an account.',
        });
      }
      if (hasCode(error, 'wrong_password')) {
        throw new FieldFault({ password: 'That is not the right password. Try again.' });
      }
      throw error;
    }
  });
  const { value } = phase;
  const reason = value.name === 'logged-out' && value.reason ? REASONS[value.reason] : undefined;
  const username = value.name === 'logged-out' && value.reason === 'deleted' ? '' : lastUser();
  return (
    <AuthFrame title={username === '' ? 'Log in' : 'Welcome back'}>
      {reason && (
        <p class="auth-reason" role="status">
          {reason}
        </p>
      )}
      {route.value.name === 'join' && (
        <p class="auth-reason">You have an invitation to a group. Log in, or create an account, to see it.</p>
      )}
      <form class="form" {...form} noValidate>
        <Field
          label="Username"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          defaultValue={username}
          autofocus={username === ''}
          error={fields.username}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="current-password"
          autofocus={username !== ''}
          error={fields.password}
        />
        <FormProblem problem={problem} retryAt={retryAt} />
        <Button type="submit" tone="primary" busy={busy}>
          Log in
        </Button>
      </form>
      <p class="auth-other">
        <a href={href({ name: 'recover', username: '', code: '' })}>Forgot your password?</a>
      </p>
      <p class="auth-other">
        New here? <a href={href({ name: 'register' })}>Create an account</a>
      </p>
    </AuthFrame>
  );
}
