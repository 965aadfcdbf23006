/**
 * The real service worker, in a browser that has neither notifications nor a push service: both have stand-ins. Pushes arrive as the
 * browser's own events.
 */
import { createECDH, randomBytes } from 'node:crypto';
import type { BrowserContext, CDPSession, Worker } from 'playwright-core';
import { expect } from 'vitest';
import { lookAway } from './app.ts';
import type { Visitor } from './visitors.ts';

/** The service worker, once it controls the page. */
export async function workerOf({ page, context }: Pick<Visitor, 'page' | 'context'>): Promise<Worker> {
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state), { timeout: 20_000 })
    .toBe('activated');
  const worker = context.serviceWorkers().at(-1);
  if (!worker) throw new Error('There is no service worker');
  return worker;
}

export interface ShownNotification {
  title: string;
  body: string;
}

/** What `self` of the worker has in the tests. */
interface StandIn {
  notifications: Map<string, { title: string; options: NotificationOptions; close(): void }>;
  sounds: string[];
  isLookedAt: boolean;
  /** pushes that the worker has dealt with */
  handled: number;
}

/**
 * In all pages from now on: notifications are allowed and on, and the push service is played by `subscription`, which the page keeps
 * through reloads. What pages ask of the registration goes to the worker, which has the notifications.
 */
export async function allowNotifications(context: BrowserContext, subscription: object): Promise<void> {
  await context.addInitScript((given) => {
    Reflect.set(Notification, 'requestPermission', async () => 'granted');
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
    if (origin === 'null') return;
    localStorage.setItem('corechat:notifications', localStorage.getItem('corechat:notifications') ?? 'on');
    const KEY = 'test:subscription';
    const kept = () => {
      const key = localStorage.getItem(KEY);
      if (key === null) return null;
      const bytes = Uint8Array.from(JSON.parse(key) as number[]);
      const { endpoint } = given as { endpoint: string };
      return {
        endpoint,
        options: { applicationServerKey: bytes.buffer },
        toJSON: () => given,
        unsubscribe: async () => {
          localStorage.removeItem(KEY);
          return true;
        },
      };
    };
    Object.assign(PushManager.prototype, {
      getSubscription: async () => kept(),
      subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
        const text = applicationServerKey.replaceAll('-', '+').replaceAll('_', '/');
        localStorage.setItem(KEY, JSON.stringify(Array.from(atob(text), (each) => each.charCodeAt(0))));
        return kept();
      },
    });
    const ask = (registration: ServiceWorkerRegistration, what: string, ...args: unknown[]) =>
      new Promise<never>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data as never);
        registration.active?.postMessage({ standIn: what, args: JSON.stringify(args) }, [port2]);
      });
    Object.assign(ServiceWorkerRegistration.prototype, {
      async showNotification(this: ServiceWorkerRegistration, title: string, options: NotificationOptions) {
        await ask(this, 'show', title, options);
      },
      async getNotifications(this: ServiceWorkerRegistration, filter: { tag?: string } = {}) {
        const all: { tag: string }[] = await ask(this, 'list', filter.tag);
        return all.map((each) => ({ ...each, close: () => void ask(this, 'close', each.tag) }));
      },
    });
  }, subscription);
}

/** @returns a subscription as browsers make them, with an address that the server accepts */
export function makeSubscription(): object {
  const keys = createECDH('prime256v1');
  const endpoint = `https://fcm.googleapis.com/fcm/send/${randomBytes(12).toString('base64url')}`;
  return {
    endpoint,
    expirationTime: null,
    keys: { p256dh: keys.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') },
  };
}

/** Notifications of the worker, which the headless browser refuses to show, are kept in its memory. */
async function recordNotifications(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    const scope = self as unknown as StandIn & EventTarget & WorkerClasses;
    const notifications: StandIn['notifications'] = new Map();
    Object.assign(scope, { notifications, sounds: [], isLookedAt: false, handled: 0 });
    const show = (title: string, options: NotificationOptions & { renotify?: boolean }) => {
      const { tag = '', body = '', silent, renotify } = options;
      if (!silent && (renotify || !notifications.has(tag))) scope.sounds.push(body);
      notifications.set(tag, { title, options, close: () => void notifications.delete(tag) });
    };
    const list = (tag?: string) =>
      [...notifications.values()]
        .filter(({ options }) => tag === undefined || options.tag === tag)
        .map(({ title, options, close }) => ({ title, ...options, close }));
    Object.assign(ServiceWorkerRegistration.prototype, {
      showNotification: async (title: string, options: NotificationOptions) => show(title, options),
      getNotifications: async ({ tag }: { tag?: string } = {}) => list(tag),
    });
    const { waitUntil } = scope.ExtendableEvent.prototype;
    scope.ExtendableEvent.prototype.waitUntil = function (work) {
      waitUntil.call(this, work);
      const count = () => {
        if (this.type === 'push') scope.handled++;
      };
      work.then(count, count);
    };
    Object.defineProperty(scope.WindowClient.prototype, 'focused', { get: () => scope.isLookedAt });
    scope.addEventListener('message', (event) => {
      const { data, ports } = event as MessageEvent;
      if (!data?.standIn) return;
      const args = JSON.parse(data.args);
      if (data.standIn === 'show') show(args[0], args[1]);
      if (data.standIn === 'close') notifications.get(args[0])?.close();
      const answer = data.standIn === 'list' ? list(args[0] ?? undefined) : null;
      ports[0]?.postMessage(JSON.parse(JSON.stringify(answer)));
    });
  });
}

/** Classes that the types of pages lack. */
interface WorkerClasses {
  WindowClient: { prototype: object };
  ExtendableEvent: { prototype: Event & { waitUntil(this: Event, work: Promise<unknown>): void } };
}

async function registrationId(devtools: CDPSession, url: string): Promise<string> {
  const found = Promise.withResolvers<string>();
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const own = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(url) && !isDeleted);
    if (own) found.resolve(own.registrationId);
  });
  await devtools.send('ServiceWorker.enable');
  return found.promise;
}

export interface Device {
  worker: Worker;
  /** delivers a push as the browser does, and waits until it is dealt with @param payload text, or what becomes JSON */
  push(payload: unknown): Promise<void>;
  shown(): Promise<ShownNotification[]>;
  /** texts of those that made a sound, in order */
  sounds(): Promise<string[]>;
  /** whether the user looks at the window */
  look(at: boolean): Promise<void>;
  /** the user clicks or closes the notification that is shown */
  act(on: 'notificationclick' | 'notificationclose'): Promise<void>;
}

/** The page of a visitor who is logged in and looks elsewhere, with its worker. */
export async function deviceOf(visitor: Visitor): Promise<Device> {
  const { page, context } = visitor;
  const worker = await workerOf(visitor);
  await recordNotifications(worker);
  await lookAway(page);
  const devtools = await context.newCDPSession(page);
  const origin = new URL(page.url()).origin;
  const id = await registrationId(devtools, origin);
  const handled = () => worker.evaluate(() => (self as unknown as StandIn).handled);
  return {
    worker,
    push: async (payload) => {
      const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const before = await handled();
      await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId: id, data });
      await expect.poll(handled, { timeout: 20_000 }).toBeGreaterThan(before);
    },
    shown: () =>
      worker.evaluate(() =>
        [...(self as unknown as StandIn).notifications.values()].map(({ title, options }) => ({
          title,
          body: options.body ?? '',
        })),
      ),
    sounds: () => worker.evaluate(() => (self as unknown as StandIn).sounds),
    look: (at) =>
      worker.evaluate((isLookedAt) => {
        (self as unknown as StandIn).isLookedAt = isLookedAt;
      }, at),
    act: (type) =>
      worker.evaluate((name) => {
        const [first] = (self as unknown as StandIn).notifications.values();
        if (!first) throw new Error('Nothing is shown');
        const { title, options, close } = first;
        const { ExtendableEvent } = self as unknown as { ExtendableEvent: typeof Event };
        const event = new ExtendableEvent(name);
        // The browser takes it away before it says so.
        if (name === 'notificationclose') close();
        Reflect.defineProperty(event, 'notification', { value: { title, ...options, close } });
        self.dispatchEvent(event);
      }, type),
  };
}
