import { Monitor, Moon, Sun } from 'lucide-preact';
import { Button } from '../../components/button/Button.tsx';
import { Shortcuts } from '../../components/shortcuts/Shortcuts.tsx';
import { notificationSupport } from '../../state/notification-support.ts';
import { allowNotifications, notifications } from '../../state/notifications.ts';
import { THEMES, theme } from '../../state/theme.ts';
import { notify } from '../../state/toasts.ts';

const LOOKS = {
  system: { label: 'System', Icon: Monitor },
  light: { label: 'Light', Icon: Sun },
  dark: { label: 'Dark', Icon: Moon },
};

export function AppearanceSection() {
  return (
    <div class="form">
      <fieldset class="choices">
        <legend class="settings-heading">Theme</legend>
        {THEMES.map((name) => {
          const { label, Icon } = LOOKS[name];
          return (
            <label key={name} class="choice">
              <input
                type="radio"
                name="theme"
                value={name}
                checked={theme.state.value === name}
                onChange={() => theme.set(name)}
              />
              <Icon size={20} aria-hidden="true" />
              {label}
            </label>
          );
        })}
      </fieldset>
      <h2 class="settings-heading">Notifications</h2>
      <Notifications />
      <h2 class="settings-heading">Keyboard</h2>
      <Shortcuts />
    </div>
  );
}

const WITHOUT = {
  missing: 'This browser cannot show notifications of CoreChat. Browsers on a computer can.',
  insecure:
    'Browsers show notifications only where the connection is encrypted: open CoreChat with https://.',
  blocked:
    'This browser blocks notifications from CoreChat. Allow them in its settings for this site, then come back here.',
};

function Notifications() {
  const support = notificationSupport();
  if (support !== 'allowed' && support !== 'askable') return <p>{WITHOUT[support]}</p>;
  const on = notifications.state.value === 'on' && support === 'allowed';
  const turnOn = async () => {
    if (!(await allowNotifications())) notify('The browser did not allow notifications.', 'error');
  };
  return (
    <>
      <p>
        {on
          ? 'You get notifications of new messages while CoreChat is in the background.'
          : 'Get notifications of new messages while CoreChat is in the background.'}
      </p>
      <div class="form-actions">
        {on ? (
          <Button onClick={() => notifications.set('off')}>Turn off</Button>
        ) : (
          <Button tone="primary" onClick={() => void turnOn()}>
            Turn on
          </Button>
        )}
      </div>
    </>
  );
}
