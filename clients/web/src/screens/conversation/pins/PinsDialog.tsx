import { type ConversationSummary, sentence } from '#sdk';
import { chat } from '../../../app/client.ts';
import { Button, Spinner } from '../../../components/button/Button.tsx';
import { Dialog } from '../../../components/dialog/Dialog.tsx';
import { MessageLink } from '../message/MessageLink.tsx';
import { usePins } from './use-pins.ts';

/** The pinned messages of a conversation, which lead to their places. */
export function PinsDialog({ summary, onClose }: { summary: ConversationSummary; onClose: () => void }) {
  const { pins, error } = usePins(chat.conversation(summary.Conversation), summary.Conversation);
  return (
    <Dialog title="Pinned messages" onClose={onClose}>
      {error !== undefined && <p role="alert">{sentence(error)}</p>}
      {!pins && error === undefined && <Spinner label="Loading the pinned messages" />}
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
