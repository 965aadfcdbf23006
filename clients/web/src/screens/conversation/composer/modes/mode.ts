/** What the composer does with a text. Each mode is one file beside this one. */
export interface ComposerMode {
  /** key of its draft */
  draft: string;
  /** the text that it begins with where there is no draft */
  initial: string;
  /** of the button */
  submitLabel: string;
  /** others see that the user types */
  showsTyping: boolean;
  /** the message that it concerns */
  message?: string;
  /** shown above the field */
  banner?: { title: string; text: string; leaveLabel: string };
  submit(text: string): void;
  /** of a mode that is left without submitting: back to sending */
  leave?(): void;
}
