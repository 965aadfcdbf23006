import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { edited, endDeletedEdit } from '../../../state/edits.ts';
import { readDraft } from '../../../state/user-drafts.ts';
import { editMode } from './modes/edit.ts';
import { sendMode } from './modes/send.ts';

/** Sending, unless the user edits a message. @param draft key of the draft for sending */
export function useComposerMode(
  conversation: Conversation,
  { messages }: Conversation['snapshot'],
  draft: string,
) {
  const send = useMemo(() => sendMode(conversation, draft), [conversation, draft]);
  const [chosen, setChosen] = useState<Message>();
  const latest = useRef(chosen);
  latest.current = chosen;
  /** false once the conversation is left: a change can fail later */
  const isOpen = useRef(true);
  useLayoutEffect(
    () => () => {
      isOpen.current = false;
    },
    [],
  );
  /** as it is now: it may be changed or deleted elsewhere while it is edited */
  const message = chosen && (messages.findLast(({ Id }) => Id === chosen.Id) ?? chosen);
  const isDeleted = message !== undefined && message.DeletedAt !== null;

  const edit = useMemo(() => {
    if (!message || isDeleted) return undefined;
    const leave = () => setChosen(undefined);
    const resume = () => {
      const isFree = isOpen.current && latest.current === undefined && readDraft(draft) === '';
      if (isFree) setChosen(message);
      return isFree;
    };
    return editMode(conversation, message, { sendDraft: draft, leave, resume });
  }, [conversation, draft, message, isDeleted]);

  useLayoutEffect(() => {
    edited.value = chosen?.Id;
    return () => {
      edited.value = undefined;
    };
  }, [chosen?.Id]);
  useLayoutEffect(() => {
    if (!message || !isDeleted) return;
    endDeletedEdit(message.Id, draft);
    setChosen(undefined);
  }, [message, isDeleted, draft]);

  return { mode: edit ?? send, edit: useCallback((wanted: Message) => setChosen(wanted), []) };
}
