import { type Conversation, hasCode, type Message, sentence } from '#sdk';
import { endDeletedEdit } from '../../../../state/edits.ts';
import { oneLine, tidy } from '../../../../state/text.ts';
import { notify } from '../../../../state/toasts.ts';
import { editDraftKey, readDraft, writeDraft } from '../../../../state/user-drafts.ts';
import { removeMessage } from '../../message/remove.ts';
import type { ComposerMode } from './mode.ts';

interface EditSurroundings {
  /** key of the draft for sending */
  sendDraft: string;
  /** ends the mode */
  leave(): void;
  /** begins the mode again, if the user is writing nothing else. @returns whether it did */
  resume(): boolean;
}

const isOfDeleted = (error: unknown): boolean => hasCode(error, 'message_deleted', 'message_not_found');

/** Changes a message of the user. The draft is kept until the server has taken the change. */
export function editMode(
  conversation: Conversation,
  message: Message,
  { sendDraft, leave, resume }: EditSurroundings,
): ComposerMode {
  const draft = editDraftKey(message.Id);
  // As the field shows it.
  const initial = message.Message.replace(/\r\n?/g, '\n');
  const cancel = () => {
    writeDraft(draft, '');
    leave();
  };
  const save = async (text: string) => {
    try {
      await conversation.edit(message.Id, text);
      if (readDraft(draft) === text) writeDraft(draft, '');
    } catch (error) {
      if (isOfDeleted(error)) return endDeletedEdit(message.Id, sendDraft);
      const hint = resume() ? '' : ' Edit the message again to go on with your change.';
      notify(`Your change was not saved. ${sentence(error)}${hint}`, 'error');
    }
  };
  return {
    draft,
    initial,
    submitLabel: 'Save the change',
    sends: false,
    message: message.Id,
    banner: { title: 'Editing', text: oneLine(message.Message), leaveLabel: 'Cancel editing' },
    submit(text) {
      if (text === tidy(initial)) return cancel();
      writeDraft(draft, text);
      leave();
      void save(text);
    },
    // Of a message without files nothing would be left: it can only be deleted.
    submitNothing() {
      if (!message.Attachments?.length) return void removeMessage(conversation, message, cancel);
      leave();
      void save('');
    },
    leave: cancel,
  };
}
