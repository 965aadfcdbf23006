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

/** Shows nothing: a function cannot be copied, and a browser that would show a notification refuses to, with another error. */
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
