/** The state of the connection, and what the banner shows when it is lost. */
import { computed, signal } from '@preact/signals';
import { chat } from '../app/client.ts';

const state = signal(chat.connection);
const retryAt = signal<number | null>(null);
const clock = signal(Date.now());
/** What the browser says, until a connection proves that the server is within reach: a server on this computer needs no network. */
const network = signal(navigator.onLine);
/** Short interruptions are not shown. */
const overdue = signal(false);
const PATIENCE_MS = 2_000;

let patience: ReturnType<typeof setTimeout> | undefined;
let countdown: ReturnType<typeof setInterval> | undefined;

/** A socket can look open for minutes after the network has gone. */
const isFine = () => state.value === 'disconnected' || (state.value === 'online' && network.value);

function watch(): void {
  clearInterval(countdown);
  clock.value = Date.now();
  if (retryAt.value !== null) {
    countdown = setInterval(() => {
      clock.value = Date.now();
    }, 1_000);
  }
  if (isFine()) {
    clearTimeout(patience);
    patience = undefined;
    overdue.value = false;
  } else if (!network.value) {
    overdue.value = true;
  } else {
    patience ??= setTimeout(() => {
      overdue.value = true;
    }, PATIENCE_MS);
  }
}

chat.on('connection', (event) => {
  if (event.state === 'online' && state.value !== 'online') network.value = true;
  state.value = event.state;
  retryAt.value = event.retryAt;
  watch();
});

for (const event of ['online', 'offline'] as const) {
  addEventListener(event, () => {
    network.value = navigator.onLine;
    watch();
  });
}

export type Trouble =
  | { kind: 'offline' }
  | { kind: 'waiting'; seconds: number }
  | { kind: 'connecting' }
  | undefined;

export const trouble = computed<Trouble>(() => {
  if (!overdue.value || isFine()) return undefined;
  if (!network.value) return { kind: 'offline' };
  if (state.value === 'waiting' && retryAt.value !== null) {
    return { kind: 'waiting', seconds: Math.max(1, Math.ceil((retryAt.value - clock.value) / 1_000)) };
  }
  return { kind: 'connecting' };
});
