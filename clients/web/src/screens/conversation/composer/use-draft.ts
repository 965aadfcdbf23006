import { useEffect, useRef, useState } from 'preact/hooks';
import { readDraft, writeDraft } from '../../../state/user-drafts.ts';
import type { ComposerMode } from './modes/mode.ts';

/** The text in the field, kept as a draft at each key. @param begun called when another mode has begun */
export function useDraft({ draft, initial }: ComposerMode, begun: () => void) {
  const [text, setText] = useState(() => readDraft(draft));
  const shown = useRef(draft);
  useEffect(() => {
    if (draft === shown.current) return;
    shown.current = draft;
    setText(readDraft(draft) || initial);
    begun();
  }, [draft]);
  const type = (value: string) => {
    setText(value);
    writeDraft(draft, value);
  };
  return { text, type, setText };
}
