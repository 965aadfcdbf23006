/**
 * Notifications that the server sends while no page is open. A subscription ends with its session. The page sends it to the server each day,
 * because browsers replace subscriptions.
 */
import { effect, signal } from '@preact/signals';
import { chat } from '../app/client.ts';
import { remember, remembered } from './local.ts';
import { notificationSupport } from './notification-support.ts';
import { notifications, notificationText } from './notifications.ts';
import { phase } from './session.ts';
import { onWorkerMessage, worker } from './worker.ts';

export type PushState =
  /** not wanted, or not known yet */
  | 'off'
  | 'on'
  /** the server sends none */
  | 'not-offered'
  /** this browser has no push service, or cannot reach it */
  | 'unavailable'
  /** the server could not be reached: tried again with the next connection */
  | 'failed';

export const push = signal<PushState>('off');

/** base64url, as the server writes its key */
const keyOf = ({ options }: PushSubscription): string =>
  btoa(String.fromCharCode(...new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** @param key of the server: a subscription that was made with another one is of no use any more */
async function subscriptionWith(manager: PushManager, key: string): Promise<PushSubscription> {
  const known = await manager.getSubscription();
  if (known && keyOf(known) === key) return known;
  await known?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** What the server was told last. */
const TOLD = 'corechat:push-told';

/** Once a day for a session, and after each change: the server forgets a subscription that a push service has refused. */
async function tellServer(subscription: PushSubscription, ShowText: boolean): Promise<void> {
  const { p256dh = '', auth = '' } = subscription.toJSON().keys ?? {};
  const input = { Endpoint: subscription.endpoint, Keys: { P256dh: p256dh, Auth: auth }, ShowText };
  const day = new Date().toISOString().slice(0, 10);
  const telling = JSON.stringify([chat.session?.sessionId, day, input]);
  if (remembered(TOLD) === telling) return;
  await chat.me.subscribe(input);
  remember(TOLD, telling);
}

async function closeAll(registration: ServiceWorkerRegistration): Promise<void> {
  for (const notification of await registration.getNotifications()) notification.close();
}

/** Whether notifications here can be of an earlier session, which ended while no worker was there to close them. */
function isOtherSession(): boolean {
  const told = remembered(TOLD);
  return told !== null && !told.startsWith(`[${JSON.stringify(chat.session?.sessionId)},`);
}

async function subscribe(registration: ServiceWorkerRegistration, showText: boolean): Promise<PushState> {
  const { pushManager } = registration;
  if (isOtherSession()) await closeAll(registration);
  const { PushKey } = await chat.settings();
  // A server of an earlier release says nothing.
  if (!PushKey) return 'not-offered';
  let subscription: PushSubscription;
  try {
    subscription = await subscriptionWith(pushManager, PushKey);
  } catch {
    return 'unavailable';
  }
  await tellServer(subscription, showText);
  return 'on';
}

/** @param isLoggedIn otherwise the server's part has ended with the session */
async function unsubscribe(
  { pushManager }: ServiceWorkerRegistration,
  isLoggedIn: boolean,
): Promise<PushState> {
  remember(TOLD, null);
  const subscription = await pushManager?.getSubscription();
  if (!subscription) return 'off';
  if (isLoggedIn) await chat.me.unsubscribe();
  await subscription.unsubscribe();
  return 'off';
}

/** Changes follow one another: a log-out right after a log-in must not overtake it. */
let turn: Promise<unknown> = Promise.resolve();

/** Brings the browser's subscription and the server's to what the settings say. */
function settle(): void {
  const registration = worker.value;
  const { name } = phase.value;
  const wanted = notifications.state.value === 'on' && notificationSupport() === 'allowed';
  const showText = notificationText.state.value === 'shown';
  // While the server cannot be reached, nobody knows who is logged in.
  if (!registration || (name !== 'logged-in' && name !== 'logged-out')) return;
  const isLoggedIn = name === 'logged-in';
  turn = turn
    .then(async () => {
      if (!isLoggedIn) await closeAll(registration);
      return isLoggedIn && wanted ? subscribe(registration, showText) : unsubscribe(registration, isLoggedIn);
    })
    .catch((): PushState => 'failed')
    .then((state) => {
      push.value = state;
    });
}

effect(settle);
onWorkerMessage(({ type }) => {
  if (type === 'subscription-changed') settle();
});
chat.on('connection', ({ state }) => {
  if (state === 'online' && push.peek() === 'failed') settle();
});
