import { isApplePhone, isInstalled } from './device.ts';
import { worker } from './worker.ts';

/** Whether this browser shows notifications of CoreChat, or why it does not. */
export type NotificationSupport =
  | 'allowed'
  /** the user has not been asked yet */
  | 'askable'
  /** the user, or an administrator, has forbidden them */
  | 'blocked'
  /** browsers show them only where the connection is secure */
  | 'insecure'
  /** iPhones and iPads have them only for apps on the home screen */
  | 'not-installed'
  | 'missing';

let constructs: boolean | undefined;

/**
 * Tries it without showing anything: a browser that can show notifications refuses this one with a DataCloneError, because a function
 * cannot be copied; one that cannot throws a TypeError.
 */
function canConstruct(): boolean {
  let probe: Notification | undefined;
  try {
    probe = new Notification('', { data: () => {}, silent: true });
  } catch (error) {
    return !(error instanceof TypeError);
  }
  probe.close?.();
  return true;
}

export function notificationSupport(): NotificationSupport {
  if (!isSecureContext) return 'insecure';
  if (!('Notification' in window)) return isApplePhone() && !isInstalled() ? 'not-installed' : 'missing';
  if (Notification.permission === 'denied') return 'blocked';
  // Chrome on Android shows notifications of service workers only.
  if (!worker.value) {
    constructs ??= canConstruct();
    if (!constructs) return 'missing';
  }
  return Notification.permission === 'granted' ? 'allowed' : 'askable';
}
