import type { Conversation, Message } from '#sdk';
import { excerptOf } from '../../../state/excerpt.ts';
import { nameOf } from '../../../state/people.ts';
import { notify } from '../../../state/toasts.ts';
import { TargetDialog } from './TargetDialog.tsx';

interface ForwardDialogProps {
  conversation: Conversation;
  message: Message;
  onClose: () => void;
}

/** Sends a message on. */
export const ForwardDialog = ({ conversation, message, onClose }: ForwardDialogProps) => (
  <TargetDialog
    title="Forward to"
    text={excerptOf(message)}
    onClose={onClose}
    onPick={async ({ to, person }) => {
      await conversation.forward(message.Id, to);
      notify(`Forwarded to ${nameOf(person)}.`);
    }}
  />
);
