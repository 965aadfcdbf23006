import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { rest } from '../../../app/rest-loader.ts';
import { edited, endDeletedEdit } from '../../../state/edits.ts';
import { notify } from '../../../state/toasts.ts';
import { readDraft } from '../../../state/user-drafts.ts';
import { sendMode } from './modes/send.ts';

interface Chosen {
  message: Message;
  to: 'edit' | 'answer';
}

/** Sending, unless the user edits or answers a message. @param draft key of the draft for sending */
export function useComposerMode(
  conversation: Conversation,
  { messages }: Conversation['snapshot'],
  draft: string,
) {
  const send = useMemo(() => sendMode(conversation, draft), [conversation, draft]);
  const [chosen, setChosen] = useState<Chosen>();
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
  const message = chosen && (messages.findLast(({ Id }) => Id === chosen.message.Id) ?? chosen.message);
  const isDeleted = message !== undefined && message.DeletedAt !== null;

  const to = chosen?.to;
  const { editMode, replyMode } = rest.value ?? {};
  const mode = useMemo(() => {
    if (!message || isDeleted) return undefined;
    const leave = () => setChosen(undefined);
    if (to === 'answer') return replyMode?.(conversation, message, { draft, leave });
    const resume = () => {
      const isFree = isOpen.current && latest.current === undefined && readDraft(draft) === '';
      if (isFree) setChosen({ message, to: 'edit' });
      return isFree;
    };
    return editMode?.(conversation, message, { sendDraft: draft, leave, resume });
  }, [conversation, draft, message, isDeleted, to, editMode, replyMode]);

  const editedId = chosen?.to === 'edit' ? chosen.message.Id : undefined;
  useLayoutEffect(() => {
    edited.value = editedId;
    return () => {
      edited.value = undefined;
    };
  }, [editedId]);
  useLayoutEffect(() => {
    if (!message || !isDeleted) return;
    if (to === 'edit') endDeletedEdit(message.Id, draft);
    else notify('The message you were answering was deleted.');
    setChosen(undefined);
  }, [message, isDeleted, draft, to]);

  return {
    mode: mode ?? send,
    edit: useCallback((wanted: Message) => setChosen({ message: wanted, to: 'edit' }), []),
    reply: useCallback((wanted: Message) => setChosen({ message: wanted, to: 'answer' }), []),
  };
}
