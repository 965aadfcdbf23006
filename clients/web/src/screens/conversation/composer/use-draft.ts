import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { changeDraft, draftsChanged, readDraft } from '../../../state/user-drafts.ts';
import type { ComposerMode } from './modes/mode.ts';

/**
 * The text in the field, kept as a draft at each key, and the same in all tabs that show this draft.
 * @param begun called when another mode has begun
 */
export function useDraft({ draft, initial }: ComposerMode, begun: () => void) {
  draftsChanged.value; // draws again when a draft changes, also in another tab
  const kept = readDraft(draft);
  const [text, setText] = useState(kept || initial);
  /** what the text in the field comes from */
  const shown = useRef({ draft, initial, kept });
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = { draft, initial, kept };
    const isUntouched = before.kept === '' && text === before.initial;
    if (before.draft !== draft || before.kept !== kept || (isUntouched && before.initial !== initial)) {
      setText(kept || initial);
    }
    if (before.draft !== draft) begun();
  }, [draft, initial, kept]);

  const show = (draftNow: string) => {
    shown.current.kept = draftNow;
    setText(draftNow);
    return draftNow;
  };
  /** @returns the text to show: the one typed, unless another tab has changed the draft at the same time */
  const type = (value: string) => show(changeDraft(draft, shown.current.kept, value));
  /** Shows the draft as it is. @returns it */
  const reread = () => show(readDraft(draft));
  return { text, type, reread };
}
