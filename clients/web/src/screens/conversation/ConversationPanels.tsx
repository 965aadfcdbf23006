import type { ConversationSummary } from '#sdk';
import type { Panel } from './conversation-items.ts';
import { NotificationsDialog } from './NotificationsDialog.tsx';
import { PinsDialog } from './pins/PinsDialog.tsx';

interface ConversationPanelsProps {
  summary: ConversationSummary;
  panel: Panel | undefined;
  onClose: () => void;
}

/** The dialogs that the menu of a conversation opens. */
export function ConversationPanels({ summary, panel, onClose }: ConversationPanelsProps) {
  if (panel === 'notifications') return <NotificationsDialog summary={summary} onClose={onClose} />;
  return panel === 'pins' ? <PinsDialog summary={summary} onClose={onClose} /> : null;
}
