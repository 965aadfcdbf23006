import { useState } from 'preact/hooks';
import { hasCode, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { confirmed } from '../../components/dialog/Confirm.tsx';
import { Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { FieldFault, useForm } from '../../components/field/form.ts';
import { removeLeftovers } from '../../state/leftovers.ts';
import { leaveDeletedAccount, self } from '../../state/session.ts';
import { collectExport, offerDownload } from './export.ts';

export const DataSection = () => (
  <div class="form">
    <h2 class="settings-heading">Take it with you</h2>
    <Export />
    <h2 class="settings-heading">Delete your account</h2>
    <DeleteAccount />
  </div>
);

function Export() {
  const [messages, setMessages] = useState<number>();
  const [outcome, setOutcome] = useState('');
  const run = async () => {
    setOutcome('');
    setMessages(0);
    try {
      const result = await collectExport(setMessages);
      const filename = `corechat-${self()}-${new Date().toISOString().slice(0, 10)}.json`;
      offerDownload(JSON.stringify(result, null, 2), filename, 'application/json');
      setOutcome('Done. The file is among your downloads.');
    } catch (error) {
      setOutcome(`The export stopped. ${sentence(error)}`);
    } finally {
      setMessages(undefined);
    }
  };
  return (
    <>
      <p>
        Everything CoreChat keeps about you in one JSON file: your profile, your devices and all your
        conversations.
      </p>
      <div class="form-actions">
        <Button busy={messages !== undefined} onClick={() => void run()}>
          Export my data
        </Button>
        <span class="field-hint" role="status">
          {messages === undefined ? outcome : `${messages.toLocaleString('en')} messages collected…`}
        </span>
      </div>
    </>
  );
}

function DeleteAccount() {
  const { busy, fields, problem, retryAt, ...form } = useForm(async ({ password = '' }) => {
    if (password === '') throw new FieldFault({ password: 'Enter your password to confirm.' });
    const sure = await confirmed({
      title: 'Delete your account?',
      body: `Everything you wrote is erased, for the people you wrote to as well. The name “${self()}” cannot be used again. This cannot be undone.`,
      action: 'Delete my account',
      tone: 'danger',
    });
    if (!sure) return;
    const username = self();
    try {
      await chat.me.delete({ password });
    } catch (error) {
      if (hasCode(error, 'wrong_password')) {
        throw new FieldFault({ password: 'That is not your password.' });
      }
      throw error;
    }
    leaveDeletedAccount();
    await removeLeftovers(username);
  });
  return (
    <form class="form danger-zone" {...form} noValidate>
      <p>
        What you wrote is erased everywhere, and your name stays taken for ever. Export your data first if you
        want to keep it.
      </p>
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
        label="Your password"
        name="password"
        type="password"
        autocomplete="current-password"
        error={fields.password}
      />
      <FormProblem problem={problem} retryAt={retryAt} />
      <div class="form-actions">
        <Button type="submit" tone="danger" busy={busy}>
          Delete my account
        </Button>
        <span class="field-hint" role="status">
          {busy ? 'Erasing. Long histories take a moment: leave this page open.' : ''}
        </span>
      </div>
    </form>
  );
}
