import type { FileDraft } from '#sdk';

/** What the composer does with a text. Each mode is one file beside this one. */
export interface ComposerMode {
  /** key of its draft */
  draft: string;
  /** the text that it begins with where there is no draft */
  initial: string;
  /** of the button */
  submitLabel: string;
  /** makes a new message: others see that the user types */
  sends: boolean;
  /** the message that it concerns */
  message?: string;
  /** shown above the field */
  banner?: { title: string; text: string; leaveLabel: string };
  /** @param text without blank lines around it @param shown the whole field, which the draft holds @param files where it sends */
  submit(text: string, shown: string, files?: readonly FileDraft[]): void;
  /** called after submit */
  sent?(): void;
  /** called instead when nothing of the text is visible, in modes where that means something */
  submitNothing?(): void;
  /** of a mode that is left without submitting: back to sending */
  leave?(): void;
}
