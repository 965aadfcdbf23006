import { useEffect, useState } from 'preact/hooks';
import { type OutboxEntry, sentence } from '#sdk';
import { chat } from '../../../app/client.ts';
import { confirmed } from '../../../components/dialog/Confirm.tsx';
import { useFocusHandover } from './use-focus-handover.ts';

/** Most failures to send are over before the user needs to know. */
const PATIENCE_MS = 3_000;

/** For a message that is not acknowledged: why it was refused, or is still retried, with Retry and Discard. */
export function FailedNote({ entry }: { entry: OutboxEntry }) {
  const failed = entry.state === 'failed';
  const inTrouble = entry.error !== undefined;
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    setPatient(true);
    if (!inTrouble) return;
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [inTrouble]);
  const isShown = inTrouble && (failed || !patient);
  return (
    <div class={isShown ? 'failed' : undefined} data-waiting={!failed || undefined}>
      {/* Always rendered: screen readers announce changes of an element that existed before. */}
      <span role="status">
        {isShown && (failed ? `Not sent. ${sentence(entry.error)}` : `Not sent yet. ${outlookOf(entry)}`)}
      </span>
      {isShown && <WaysOn entry={entry} />}
    </div>
  );
}

/** The outbox tries again by itself, so the text does not ask the user to. */
function outlookOf({ error }: OutboxEntry): string {
  if (error?.code === 'rate_limited') return 'That was too much at once: it is sent in a moment.';
  if (error?.code === 'refused') return `${sentence(error)} CoreChat tries again by itself.`;
  return 'It is sent by itself when CoreChat can be reached.';
}

function WaysOn({ entry }: { entry: OutboxEntry }) {
  const element = useFocusHandover<HTMLSpanElement>();
  return (
    <span class="failed-actions" ref={element}>
      <button type="button" onClick={() => chat.outbox.retry(entry.clientId)}>
        Retry
      </button>
      <button type="button" onClick={() => void discard(entry)}>
        Discard
      </button>
    </span>
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
  if (!sure) return;
  // Its row disappears, and the focus must not.
  (document.querySelector<HTMLElement>('.composer-input') ?? document.getElementById('detail'))?.focus();
  chat.outbox.discard(clientId);
}
