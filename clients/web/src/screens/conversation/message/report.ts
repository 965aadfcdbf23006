import { signal } from '@preact/signals';
import type { Message } from '#sdk';

/** The message whose report form is open (ReportHost.tsx). */
export const reported = signal<Message | undefined>(undefined);

export function report(message: Message): void {
  reported.value = message;
}
