import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import './dialog.css';

interface DialogProps {
  title: string;
  /** the title is drawn by the content itself */
  titleHidden?: boolean;
  /** at the bottom of the window on a phone */
  sheet?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

/** The browser's modal dialog: it traps the focus, closes on Escape, and gives the focus back. */
export function Dialog({ title, titleHidden = false, sheet = false, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  /** the press began on what surrounds the sheet: text can be selected from inside to beyond its edge */
  const pressedAround = useRef(false);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // Closing gives the focus back; removing an open dialog would lose the focus.
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog; the click is on what surrounds it
    <dialog
      ref={ref}
      class={sheet ? 'dialog sheet' : 'dialog'}
      aria-labelledby={id}
      onClose={() => ref.current && onClose()}
      onPointerDown={(event) => {
        pressedAround.current = event.target === ref.current;
      }}
      onClick={(event) => {
        if (event.target === ref.current && pressedAround.current) onClose();
      }}
    >
      <div class="dialog-sheet">
        <h2 id={id} class={titleHidden ? 'hidden-text' : 'dialog-title'}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
