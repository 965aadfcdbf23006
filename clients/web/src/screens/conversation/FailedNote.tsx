import { useEffect, useState } from 'preact/hooks';
import { type OutboxEntry, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { confirmed } from '../../components/dialog/Confirm.tsx';

/** Most trouble of sending is over before anybody needs to know. */
const PATIENCE_MS = 3_000;

/** Why a message was refused, or is still tried, and the two ways on. */
export function FailedNote({ entry }: { entry: OutboxEntry }) {
  const failed = entry.state === 'failed';
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!failed && patient) return null;
  return (
    <div class="failed" role={failed ? 'alert' : undefined} data-waiting={!failed || undefined}>
      <span>
        {failed ? 'Not sent.' : 'Not sent yet.'} {entry.error ? sentence(entry.error) : ''}
      </span>
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
}

async function discard({ clientId, state }: OutboxEntry): Promise<void> {
  const sure = await confirmed({
    title: 'Discard this message?',
    body:
      state === 'failed'
        ? 'It was not sent, and its text is then gone.'
        : 'Its text is then gone. An attempt that is on its way at this moment may arrive all the same.',
    action: 'Discard',
    tone: 'danger',
  });
  if (sure) chat.outbox.discard(clientId);
}
