import { useState } from 'preact/hooks';
import { limits, type Message, type ReportMessageInput, sentence } from '#sdk';
import { chat } from '../../../app/client.ts';
import { Button } from '../../../components/button/Button.tsx';
import { Dialog } from '../../../components/dialog/Dialog.tsx';
import { Area } from '../../../components/field/Field.tsx';
import { notify } from '../../../state/toasts.ts';

type ReportReason = ReportMessageInput['Reason'];

const REASONS: Record<ReportReason, string> = {
  spam: 'Spam or fraud',
  abuse: 'Insults, threats or harassment',
  other: 'Something else',
};

export function ReportDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const [reason, setReason] = useState<ReportReason>();
  const [detail, setDetail] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!reason) {
      setProblem('Choose what is wrong with it.');
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await chat.messages.report(message.Id, { Reason: reason, ...(detail.trim() && { Detail: detail }) });
      onClose();
      notify('Reported. An operator will look at it.');
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="Report this message" onClose={onClose}>
      <form class="dialog-form" onSubmit={(event) => void submit(event)}>
        <p class="dialog-body">
          The operators of this server get the message and your name. {message.From} is not notified.
        </p>
        <fieldset class="dialog-choices">
          <legend class="hidden-text">What is wrong with it</legend>
          {Object.entries(REASONS).map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name="reason"
                value={value}
                checked={reason === value}
                onChange={() => setReason(value as ReportReason)}
              />
              {label}
            </label>
          ))}
        </fieldset>
        <Area
          label="In your own words, if you like"
          name="detail"
          rows={3}
          maxLength={limits.reportDetailCharacters}
          value={detail}
          onInput={({ currentTarget }) => setDetail(currentTarget.value)}
        />
        {problem && (
          <p class="form-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="danger" type="submit" busy={busy}>
            Report
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
