import { useRef } from 'preact/hooks';
import { CoreChatError } from '#sdk';
import { chat } from '../../app/client.ts';
import { go, href } from '../../app/router.ts';
import { Button } from '../../components/button/Button.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FieldFault, useForm } from '../../components/field/form.ts';
import { logIn } from '../../state/session.ts';
import { AuthFrame } from './AuthFrame.tsx';

const REQUIRED = {
  first_name: 'Enter your first name.',
  last_name: 'Enter your last name.',
  username: 'Choose a username.',
  email: 'Enter your email address.',
  password: 'Choose a password.',
};

export function Register() {
  /** An account made by an attempt whose log-in then failed: the same form goes on from there. */
  const made = useRef<string>();
  const { busy, fields, problem, onSubmit } = useForm(async (values) => {
    for (const [field, sentence] of Object.entries(REQUIRED)) {
      if ((values[field] ?? '').trim() === '') throw new FieldFault(field, sentence);
    }
    const { first_name = '', last_name = '', username = '', email = '', password = '' } = values;
    const name = username.trim();
    if (made.current !== name) await register({ first_name, last_name, username: name, email, password });
    made.current = name;
    await logIn(name, password);
    go({ name: 'inbox' }, { replace: true });
  });
  return (
    <AuthFrame title="Create your account">
      <form class="form" onSubmit={onSubmit} noValidate>
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
          maxLength={32}
          hint="3 to 32 letters, digits, “_”, “.” or “-”. Others find you by it. It stays yours and cannot be changed."
          error={fields.username}
        />
        <Field
          label="Email"
          name="email"
          type="email"
          autocomplete="email"
          hint="Nobody else sees it."
          error={fields.email}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="new-password"
          hint="At least 8 characters. A sentence is easier to remember than symbols."
          error={fields.password}
        />
        <p class="form-problem" role="alert">
          {problem}
        </p>
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

async function register(registration: Registration): Promise<void> {
  try {
    await chat.register(registration);
  } catch (error) {
    if (error instanceof CoreChatError && error.code === 'username_taken') {
      throw new FieldFault('username', 'Somebody already has this username. Choose another one.');
    }
    throw error;
  }
}
