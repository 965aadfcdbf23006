import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Conversation, hasCode, sentence } from '#sdk';
import { go, revisits } from '../../app/router.ts';
import { notify } from '../../state/toasts.ts';
import { isWhole, openAtUnread } from './open-at-unread.ts';

/** Opens at a message; without it at the unread ones. @returns whether it is at the message @throws CoreChatError */
async function openAt(conversation: Conversation, message: string | undefined): Promise<boolean> {
  if (message === undefined) return openAtUnread(conversation).then(() => false);
  try {
    await conversation.openAt(message);
    return true;
  } catch (error) {
    if (conversation.snapshot.status !== 'ready') throw error;
    notify(
      hasCode(error, 'message_not_found')
        ? 'That message is not shown to you.'
        : `That message could not be loaded. ${sentence(error)}`,
      'error',
    );
    return false;
  }
}

interface Target {
  id: string;
  /** each time that it is gone to is another one */
  number: number;
}

/**
 * @param message id of the message that the address names
 * @returns `opened`: the first messages to show are loaded; `target`: the message that it opened at; `goTo`: opens it at another one
 */
export function useOpening(conversation: Conversation, peer: string, message: string | undefined) {
  const [opened, setOpened] = useState(() => message === undefined && isWhole(conversation));
  const [target, setTarget] = useState<Target>();
  const open = useCallback(() => {
    // The snapshot has the error.
    void openAt(conversation, message)
      .catch(() => false)
      .then((isAt) => {
        setOpened(true);
        setTarget((before) => {
          const number = before?.number ?? 0;
          return isAt && message !== undefined ? { id: message, number: number + 1 } : { id: '', number };
        });
      });
  }, [conversation, message]);
  useEffect(open, [open, message && revisits.value]);
  useEffect(() => () => conversation.close(), [conversation]);
  const goTo = (id: string) => go({ name: 'chat', peer, message: id });
  return { opened, open, target, goTo };
}
