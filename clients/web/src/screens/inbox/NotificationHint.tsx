import { Bell, X } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { chat } from '../../app/client.ts';
import { Button, IconButton } from '../../components/button/Button.tsx';
import { remember, remembered } from '../../state/local.ts';
import { notificationSupport } from '../../state/notification-support.ts';
import { allowNotifications, notifications } from '../../state/notifications.ts';
import { useSnapshot } from '../../state/snapshot.ts';
import { notify } from '../../state/toasts.ts';

const DISMISSED = 'corechat:notification-hint';

/** Offers notifications once, to users with conversations; only the button triggers the browser's question. */
export function NotificationHint() {
  const [closed, setClosed] = useState(remembered(DISMISSED) === 'closed');
  const { conversations } = useSnapshot(chat.inbox);
  if (closed || notifications.state.value === 'on' || conversations.length === 0) return null;
  if (notificationSupport() !== 'askable') return null;
  const close = () => {
    remember(DISMISSED, 'closed');
    setClosed(true);
  };
  return (
    <aside class="hint" aria-label="Notifications">
      <Bell size={18} aria-hidden="true" />
      <span class="hint-text">Hear about messages while you are elsewhere?</span>
      <Button
        tone="quiet"
        onClick={() => {
          void allowNotifications().then((allowed) => {
            if (!allowed) notify('Notifications stay off. You can switch them on in the settings.');
            close();
          });
        }}
      >
        Turn on
      </Button>
      <IconButton label="Not now" onClick={close}>
        <X size={18} />
      </IconButton>
    </aside>
  );
}
