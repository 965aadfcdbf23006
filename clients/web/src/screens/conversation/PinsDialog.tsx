import { useEffect, useState } from 'preact/hooks';
import { type ConversationSummary, type Message, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button, Spinner } from '../../components/button/Button.tsx';
import { Dialog } from '../../components/dialog/Dialog.tsx';
import { MessageLink } from './message/MessageLink.tsx';

/** The pinned messages of a conversation, which lead to their places. */
export function PinsDialog({ summary, onClose }: { summary: ConversationSummary; onClose: () => void }) {
  const [pins, setPins] = useState<readonly Message[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    chat
      .conversation(summary.Conversation)
      .pins()
      .then(setPins)
      .catch((error: unknown) => setProblem(sentence(error)));
  }, [summary.Conversation, summary.Version]);
  return (
    <Dialog title="Pinned messages" onClose={onClose}>
      {problem !== undefined && <p role="alert">{problem}</p>}
      {!pins && problem === undefined && <Spinner label="Loading the pinned messages" />}
      {pins?.length === 0 && <p class="dialog-body">No message is pinned here.</p>}
      <ul class="message-links">
        {pins?.map((message) => (
          <li key={message.Id}>
            <MessageLink message={message} peer={summary.User} onFollow={onClose} />
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}
