import { NotificationHint } from './NotificationHint.tsx';
import { ShareDialog } from './ShareDialog.tsx';

/** Below the list: what the app offers to do, when there is a reason. */
export const InboxOffers = () => (
  <>
    <NotificationHint />
    <ShareDialog />
  </>
);
