import { useLayoutEffect } from 'preact/hooks';
import type { Conversation } from '#sdk';
import { Button } from '../../../components/button/Button.tsx';
import { Dialog } from '../../../components/dialog/Dialog.tsx';
import { Field } from '../../../components/field/Field.tsx';
import { FormProblem } from '../../../components/field/FormProblem.tsx';
import { FieldFault, useForm } from '../../../components/field/form.ts';
import { now } from '../../../state/clock.ts';
import { dateInput, startOfDate } from '../../../state/times.ts';
import { notify } from '../../../state/toasts.ts';
import { askedDate } from './ask-date.ts';

interface DateJumpProps {
  conversation: Conversation;
  /** goes to the message with this id */
  onGoTo: (id: string) => void;
}

/** Rendered once beside a conversation; shows the form when `askDate` was called. */
export function DateJump(props: DateJumpProps) {
  const { value } = askedDate;
  const onClose = () => {
    askedDate.value = undefined;
  };
  useLayoutEffect(() => onClose, []);
  return value === undefined ? null : <DateForm {...props} near={value} onClose={onClose} />;
}

interface DateFormProps extends DateJumpProps {
  near: number;
  onClose: () => void;
}

/** Opens the conversation at the first message of a day, or at the next one that exists. */
function DateForm({ conversation, near, onGoTo, onClose }: DateFormProps) {
  const { busy, fields, problem, retryAt, ...form } = useForm(async ({ Date: typed = '' }) => {
    const day = startOfDate(typed);
    if (day === undefined) throw new FieldFault({ Date: 'Choose a day.' });
    const message = await conversation.openAtTime(day);
    onClose();
    if (message) onGoTo(message.Id);
    else notify('There is no message yet.');
  });
  return (
    <Dialog title="Jump to a date" onClose={onClose}>
      <form class="dialog-form" {...form} noValidate>
        <Field
          label="Day"
          name="Date"
          type="date"
          autofocus
          max={dateInput(now.peek())}
          defaultValue={dateInput(near)}
          error={fields.Date}
        />
        <FormProblem problem={problem} retryAt={retryAt} />
        <div class="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={busy}>
            Jump
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
