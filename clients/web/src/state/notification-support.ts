/** Whether this browser shows notifications of CoreChat, or why it does not. */
export type NotificationSupport =
  | 'allowed'
  /** the user has not been asked yet */
  | 'askable'
  /** the user, or an administrator, has forbidden them */
  | 'blocked'
  /** browsers show them only where the connection is secure */
  | 'insecure'
  /** Chrome on Android has the permission, but shows notifications of service workers only */
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
  if (!('Notification' in window)) return 'missing';
  if (Notification.permission === 'denied') return 'blocked';
  constructs ??= canConstruct();
  if (!constructs) return 'missing';
  return Notification.permission === 'granted' ? 'allowed' : 'askable';
}
