import { Button } from '../../components/button/Button.tsx';
import { isApplePhone } from '../../state/device.ts';
import { type NotificationSupport, notificationSupport } from '../../state/notification-support.ts';
import { allowNotifications, notifications, notificationText } from '../../state/notifications.ts';
import { type PushState, push } from '../../state/push.ts';
import { notify } from '../../state/toasts.ts';
import { InstallRow } from './InstallRow.tsx';
import { MailSettings } from './MailSettings.tsx';
import { QuietHours } from './QuietHours.tsx';

/** What this device shows, and when. What a conversation notifies of is set in its menu. */
export const NotificationsSection = () => (
  <div class="form">
    <h2 class="settings-heading">On this device</h2>
    <OnThisDevice />
    <h2 class="settings-heading">Quiet hours</h2>
    <QuietHours />
    <h2 class="settings-heading">Mail</h2>
    <MailSettings />
    <InstallRow />
  </div>
);

const WITHOUT: Record<Exclude<NotificationSupport, 'allowed' | 'askable'>, string> = {
  missing: 'This browser cannot show notifications.',
  'not-installed':
    'On an iPhone or iPad, notifications need CoreChat on the Home Screen: tap Share in Safari, then “Add to Home Screen”, and open CoreChat from there.',
  insecure:
    'Browsers show notifications only where the connection is encrypted: open CoreChat with https://.',
  blocked:
    'This browser blocks notifications from CoreChat. Allow them in its settings for this site (the icon beside the address), then come back here.',
};

/** In the place of the second sentence: an app on a home screen has no address bar. */
const BLOCKED_APP =
  'Notifications of CoreChat are blocked on this device. Allow them in its settings, under Notifications, then come back here.';

const ON: Record<PushState, string> = {
  on: 'You get notifications of new messages, also while CoreChat is closed.',
  off: 'You get notifications of new messages while CoreChat is in the background.',
  'not-offered':
    'You get notifications of new messages while CoreChat is open in the background. This server sends none to closed apps.',
  unavailable:
    'You get notifications of new messages while CoreChat is open in the background. This browser cannot get them while it is closed.',
  failed:
    'You get notifications of new messages while CoreChat is open in the background. Those for the time when it is closed could not be turned on; CoreChat tries again by itself.',
};

function OnThisDevice() {
  const support = notificationSupport();
  if (support === 'blocked' && isApplePhone()) return <p>{BLOCKED_APP}</p>;
  if (support !== 'allowed' && support !== 'askable') return <p>{WITHOUT[support]}</p>;
  const on = notifications.state.value === 'on' && support === 'allowed';
  const turnOn = async () => {
    if (!(await allowNotifications())) notify('The browser did not allow notifications.', 'error');
  };
  return (
    <>
      <p role="status">{on ? ON[push.value] : 'You get no notifications on this device.'}</p>
      <div class="form-actions">
        {on ? (
          <Button onClick={() => notifications.set('off')}>Turn off</Button>
        ) : (
          <Button tone="primary" onClick={() => void turnOn()}>
            Turn on
          </Button>
        )}
      </div>
      {on && (
        <label class="check">
          <input
            type="checkbox"
            checked={notificationText.state.value === 'shown'}
            onChange={({ currentTarget }) => notificationText.set(currentTarget.checked ? 'shown' : 'hidden')}
          />
          Show the text of messages, also on the lock screen
        </label>
      )}
    </>
  );
}
