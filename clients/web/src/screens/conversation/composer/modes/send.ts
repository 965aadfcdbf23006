import type { Conversation } from '#sdk';
import { changeDraft } from '../../../../state/user-drafts.ts';
import type { ComposerMode } from './mode.ts';

/** @param draft key of the draft */
export const sendMode = (conversation: Conversation, draft: string): ComposerMode => ({
  draft,
  initial: '',
  submitLabel: 'Send',
  showsTyping: true,
  submit(text, shown) {
    conversation.send(text);
    conversation.setTyping(false);
    changeDraft(draft, shown, '');
  },
});
