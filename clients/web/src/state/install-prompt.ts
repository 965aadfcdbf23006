/** A browser that can install the app offers it once, possibly before the settings are loaded. */
import { signal } from '@preact/signals';

/** Not in TypeScript's library, because only Chromium has it. */
export interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

export const installPrompt = signal<InstallPrompt | undefined>(undefined);

addEventListener('beforeinstallprompt', (event) => {
  // Otherwise the offer of the settings would be refused.
  event.preventDefault();
  installPrompt.value = event as InstallPrompt;
});
