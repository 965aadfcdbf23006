import { useEffect, useRef, useState } from 'preact/hooks';
import { hasCode, limits, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { go, href, route } from '../../app/router.ts';
import { Button } from '../../components/button/Button.tsx';
import { DisplayNameField } from '../../components/field/DisplayNameField.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { FieldFault, fieldsOf, missingIn, useForm } from '../../components/field/form.ts';
import { afterLogIn } from '../../state/pending-join.ts';
import { logIn } from '../../state/session.ts';
import { notify } from '../../state/toasts.ts';
import { AuthFrame } from './AuthFrame.tsx';

const REQUIRED = {
  first_name: 'Enter your first name.',
  last_name: 'Enter your last name.',
  username: 'Choose a username.',
  email: 'Enter your email address.',
  password: 'Choose a password.',
};

/** In the part of the address that reaches no server: `#/register/CODE`. */
function inviteInLink(): string {
  const [, code = ''] = /^#\/?register\/([\w-]{1,100})$/.exec(location.hash) ?? [];
  return code;
}

type Settings = Awaited<ReturnType<typeof chat.settings>>;

/** Undefined until it is known, and when it cannot be: the server then says what it misses. */
function useSettings(): Settings | undefined {
  const [settings, setSettings] = useState<Settings>();
  useEffect(() => {
    chat.settings().then(setSettings, () => {});
  }, []);
  return settings;
}

const emailHint = ({ Registration, RegistrationDomains }: Partial<Settings> = {}): string =>
  Registration === 'domains' && RegistrationDomains
    ? `At ${RegistrationDomains.join(' or ')}. Nobody else sees it.`
    : 'Nobody else sees it.';

const Closed = () => (
  <AuthFrame title="No new accounts">
    <p class="auth-reason" role="status">
      This server takes no new accounts.
    </p>
    <p class="auth-other">
      Already have one? <a href={href({ name: 'login' })}>Log in</a>
    </p>
  </AuthFrame>
);

export function Register() {
  const settings = useSettings();
  const [linked] = useState(inviteInLink);
  const needsInvite = settings?.Registration === 'invite';
  /** An account made by an attempt whose log-in then failed: the same form goes on from there. */
  const made = useRef<string>();
  const [names, setNames] = useState({ first_name: '', last_name: '' });
  const { busy, fields, problem, retryAt, onSubmit, onInput } = useForm(async (values) => {
    const { first_name = '', last_name = '', username = '', email = '', password = '', invite = '' } = values;
    const name = username.trim();
    if (made.current !== name) {
      const registration = { first_name, last_name, username: name, email, password };
      await register(
        invite.trim() === '' ? registration : { ...registration, invite: invite.trim() },
        missingIn(
          values,
          needsInvite ? { ...REQUIRED, invite: 'Enter the code of your invitation.' } : REQUIRED,
        ),
      );
    }
    made.current = name;
    await logIn(name, password);
    if (route.value.name === 'register') go(afterLogIn(), { replace: true });
    await setDisplayName(values.display_name ?? '');
  });
  if (settings?.Registration === 'off') return <Closed />;
  return (
    <AuthFrame title="Create your account">
      <form
        class="form"
        onSubmit={onSubmit}
        onInput={(event) => {
          onInput(event);
          const { name, value } = event.target as HTMLInputElement;
          if (name in names) setNames({ ...names, [name]: value });
        }}
        noValidate
      >
        <div class="form-pair">
          <Field
            label="First name"
            name="first_name"
            autocomplete="given-name"
            autofocus
            error={fields.first_name}
          />
          <Field label="Last name" name="last_name" autocomplete="family-name" error={fields.last_name} />
        </div>
        <Field
          label="Username"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          maxLength={limits.usernameMaxCharacters}
          hint={`${limits.usernameMinCharacters}–${limits.usernameMaxCharacters} letters, digits, “_”, “.” or “-”. It cannot be changed.`}
          error={fields.username}
        />
        <DisplayNameField
          firstName={names.first_name}
          lastName={names.last_name}
          error={fields.display_name}
        />
        {(needsInvite || linked !== '') && (
          <Field
            label="Invitation"
            name="invite"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={100}
            defaultValue={linked}
            hint="The code that you were given."
            error={fields.invite}
          />
        )}
        <Field
          label="Email"
          name="email"
          type="email"
          autocomplete="email"
          hint={emailHint(settings)}
          error={fields.email}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="new-password"
          hint={`At least ${limits.passwordMinCharacters} characters. Sentences are easy to remember.`}
          error={fields.password}
        />
        <FormProblem problem={problem} retryAt={retryAt} />
        <Button type="submit" tone="primary" busy={busy}>
          Create account
        </Button>
      </form>
      <p class="auth-other">
        Already have one? <a href={href({ name: 'login' })}>Log in</a>
      </p>
    </AuthFrame>
  );
}

type Registration = Parameters<typeof chat.register>[0];

/**
 * Also sent while fields are empty: the server then says what is wrong with the others, so that all errors show at once.
 * @param missing a sentence for each empty field
 */
async function register(registration: Registration, missing: Record<string, string>): Promise<void> {
  try {
    await chat.register(registration);
  } catch (error) {
    const fields = { ...fieldsOf(error), ...missing };
    if (Object.keys(fields).length > 0) throw new FieldFault(fields);
    if (hasCode(error, 'invalid_invite')) throw new FieldFault({ invite: sentence(error) });
    if (hasCode(error, 'email_domain_refused')) throw new FieldFault({ email: sentence(error) });
    if (hasCode(error, 'username_taken')) {
      throw new FieldFault({ username: 'This username is taken. Choose another one.' });
    }
    throw error;
  }
}

/** The account exists by now: a failure is no error of the form. */
async function setDisplayName(name: string): Promise<void> {
  if (name.trim() === '') return;
  try {
    await chat.me.update({ display_name: name });
  } catch (error) {
    notify(`Your display name was not saved. ${sentence(error)} Choose it in the settings.`, 'error');
  }
}
