import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { readDraft } from '../../../state/user-drafts.ts';
import { editMode } from './modes/edit.ts';
import type { ComposerMode } from './modes/mode.ts';
import { sendMode } from './modes/send.ts';

/** Sending, unless the user chose something else. @param draft key of the draft for sending */
export function useComposerMode(conversation: Conversation, draft: string) {
  const send = useMemo(() => sendMode(conversation, draft), [conversation, draft]);
  const [chosen, setChosen] = useState<ComposerMode>();
  const latest = useRef(chosen);
  latest.current = chosen;

  const edit = useCallback(
    (message: Message) => {
      const resume = () => {
        const isFree = latest.current === undefined && readDraft(draft) === '';
        if (isFree) edit(message);
        return isFree;
      };
      setChosen(editMode(conversation, message, { leave: () => setChosen(undefined), resume }));
    },
    [conversation, draft],
  );
  return { mode: chosen ?? send, edit };
}
