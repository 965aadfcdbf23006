import type { Conversation, SendOptions } from '#sdk';
import { changeDraft } from '../../../../state/user-drafts.ts';
import type { ComposerMode } from './mode.ts';

/** @param draft key of the draft */
export const sendMode = (
  conversation: Conversation,
  draft: string,
  options: SendOptions = {},
): ComposerMode => ({
  draft,
  initial: '',
  submitLabel: 'Send',
  sends: true,
  submit(text, shown, files) {
    conversation.send(text, { ...options, files });
    conversation.setTyping(false);
    changeDraft(draft, shown, '');
  },
});
