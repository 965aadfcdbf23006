import { type Conversation, type Message, sentence } from '#sdk';
import { oneLine } from '../../../../state/text.ts';
import { notify } from '../../../../state/toasts.ts';
import { editDraftKey, readDraft, writeDraft } from '../../../../state/user-drafts.ts';
import type { ComposerMode } from './mode.ts';

interface EditSurroundings {
  /** ends the mode */
  leave(): void;
  /** begins the mode again, if the user is writing nothing else. @returns whether it did */
  resume(): boolean;
}

/** Changes a message of the user. The draft is kept until the server has taken the change. */
export function editMode(
  conversation: Conversation,
  message: Message,
  { leave, resume }: EditSurroundings,
): ComposerMode {
  const draft = editDraftKey(message.Id);
  const cancel = () => {
    writeDraft(draft, '');
    leave();
  };
  const save = async (text: string) => {
    try {
      await conversation.edit(message.Id, text);
      if (readDraft(draft) === text) writeDraft(draft, '');
    } catch (error) {
      const hint = resume() ? '' : ' Edit the message again to go on with your change.';
      notify(`Your change was not saved. ${sentence(error)}${hint}`, 'error');
    }
  };
  return {
    draft,
    initial: message.Message,
    submitLabel: 'Save the change',
    showsTyping: false,
    message: message.Id,
    banner: { title: 'Editing', text: oneLine(message.Message), leaveLabel: 'Cancel editing' },
    submit(text) {
      if (text === message.Message) return cancel();
      writeDraft(draft, text);
      leave();
      void save(text);
    },
    leave: cancel,
  };
}
