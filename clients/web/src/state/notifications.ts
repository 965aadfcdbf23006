/** Whether this browser notifies. */
import { setting } from './local.ts';
import { notificationSupport } from './notification-support.ts';

export const notifications = setting('corechat:notifications', ['off', 'on'] as const, 'off');

/** Whether notifications show the texts of messages. */
export const notificationText = setting('corechat:notification-text', ['shown', 'hidden'] as const, 'shown');

/** Asks the browser. Call it only when the user has pressed a button. */
export async function allowNotifications(): Promise<boolean> {
  if (!['askable', 'allowed'].includes(notificationSupport())) return false;
  const permission = await Notification.requestPermission();
  notifications.set(permission === 'granted' ? 'on' : 'off');
  return permission === 'granted';
}
