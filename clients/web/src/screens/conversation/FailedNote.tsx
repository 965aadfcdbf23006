import { type OutboxEntry, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { confirmed } from '../../components/dialog/Confirm.tsx';

/** Why a message was refused, and the two ways on. */
export const FailedNote = ({ entry }: { entry: OutboxEntry }) => (
  <div class="failed" role="alert">
    <span>Not sent. {entry.error ? sentence(entry.error) : ''}</span>
    <span class="failed-actions">
      <button type="button" onClick={() => chat.outbox.retry(entry.clientId)}>
        Retry
      </button>
      <button type="button" onClick={() => void discard(entry)}>
        Discard
      </button>
    </span>
  </div>
);

async function discard({ clientId }: OutboxEntry): Promise<void> {
  const sure = await confirmed({
    title: 'Discard this message?',
    body: 'It was not sent, and its text is then gone.',
    action: 'Discard',
    tone: 'danger',
  });
  if (sure) chat.outbox.discard(clientId);
}
