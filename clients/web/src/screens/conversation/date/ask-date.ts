import { signal } from '@preact/signals';

/** The day that the form for jumping to a date begins with (DateJump.tsx), epoch ms; undefined while it is closed. */
export const askedDate = signal<number | undefined>(undefined);

export function askDate(near: number): void {
  askedDate.value = near;
}
