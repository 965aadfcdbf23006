import { signal } from '@preact/signals';

/** Something was done to the account on another device, or by an operator, since the user has last looked at the list of activity. */
export const hasNewActivity = signal(false);
