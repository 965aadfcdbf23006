/** Notifications without a system that shows them: the headless browser never allows any. */
import type { BrowserContext, Page } from 'playwright-core';

/** What a page has done with notifications. */
export interface Notified {
  /** texts of those on the screen */
  shown: string[];
  /** texts of those that made a sound, in order */
  alerts: string[];
}

/**
 * In every page of the context that is loaded from now on, `Notification` records what it is asked for. As in a browser, a notification
 * replaces the one with its tag, and makes a sound then only with `renotify`. Notifications are allowed, and on in the app.
 */
export async function recordNotifications(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const shown = new Map<string, { text: string; self: unknown }>();
    const alerts: string[] = [];
    class RecordedNotification extends EventTarget {
      static readonly permission = 'granted';
      readonly tag: string;
      constructor(_: string, options: NotificationOptions & { renotify?: boolean }) {
        super();
        const { body = '', tag = '', silent, renotify } = options;
        this.tag = tag;
        if (!silent && (renotify || !shown.has(tag))) alerts.push(body);
        shown.set(tag, { text: body, self: this });
      }
      close(): void {
        if (shown.get(this.tag)?.self === this) shown.delete(this.tag);
        this.dispatchEvent(new Event('close'));
      }
    }
    Reflect.set(window, 'Notification', RecordedNotification);
    Reflect.set(window, 'notified', () => ({ shown: [...shown.values()].map(({ text }) => text), alerts }));
    // An empty page has no storage.
    if (origin !== 'null') localStorage.setItem('corechat:notifications', 'on');
  });
}

/** Of all these pages together. */
export async function notified(...pages: Page[]): Promise<Notified> {
  const each = await Promise.all(
    pages.map((page) => page.evaluate(() => (Reflect.get(window, 'notified') as () => Notified)())),
  );
  return { shown: each.flatMap(({ shown }) => shown), alerts: each.flatMap(({ alerts }) => alerts) };
}
