/** The service worker of this browser, registered once the first screen is there. */
import { signal } from '@preact/signals';
import type { WorkerMessage } from '../worker/messages.ts';

/** undefined until it runs, and where there is none: without an encrypted connection, or in private windows of some browsers */
export const worker = signal<ServiceWorkerRegistration | undefined>(undefined);

const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;

const ADDRESS = '/sw.js';

/** Trusted Types, which not every browser has, let only a policy make the address of a script. */
interface ScriptPolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL(): string },
  ): { createScriptURL(address: string): string };
}
const { trustedTypes } = globalThis as { trustedTypes?: ScriptPolicies };

const address = (): string =>
  trustedTypes?.createPolicy('corechat-worker', { createScriptURL: () => ADDRESS }).createScriptURL('') ??
  ADDRESS;

async function register(workers: ServiceWorkerContainer): Promise<void> {
  try {
    await workers.register(address());
    worker.value = await workers.ready;
  } catch {
    // The app works without it.
  }
}

// `npm run web:dev` serves sources, which a worker would keep.
if (container && import.meta.env.MODE === 'production') void register(container);

/** @param heard called with each message of the worker */
export function onWorkerMessage(heard: (message: WorkerMessage) => void): void {
  container?.addEventListener('message', ({ data }) => heard(data as WorkerMessage));
}
