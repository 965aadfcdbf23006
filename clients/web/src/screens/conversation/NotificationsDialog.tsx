import { useState } from 'preact/hooks';
import type { ConversationSummary } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { Dialog } from '../../components/dialog/Dialog.tsx';
import { useSavedAtOnce } from '../../components/field/use-saved-at-once.ts';
import { now } from '../../state/clock.ts';
import { isMuted, isMutedForever } from '../../state/mutes.ts';
import { fullTime } from '../../state/times.ts';

const LEVELS: Record<ConversationSummary['Notify'], string> = {
  all: 'All messages',
  mentions: 'Messages that mention me',
  none: 'Nothing',
};

/** What notifies of a conversation while it is not muted. A choice is saved at once. */
export function NotificationsDialog({
  summary,
  onClose,
}: {
  summary: ConversationSummary;
  onClose: () => void;
}) {
  const [saved, setSaved] = useState({ Notify: summary.Notify });
  const { shown, save } = useSavedAtOnce(saved, async (change) => {
    await chat.conversations.update(summary.Conversation, change);
    setSaved({ ...saved, ...change });
  });
  const end = summary.MutedUntil;
  return (
    <Dialog title="Notifications" onClose={onClose}>
      {end && isMuted(summary, now.value) && (
        <p class="dialog-body">
          {isMutedForever(summary) ? 'Muted until you unmute.' : `Muted until ${fullTime(Date.parse(end))}.`}
        </p>
      )}
      <fieldset class="dialog-choices">
        <legend class="hidden-text">What notifies you</legend>
        {Object.entries(LEVELS).map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name="level"
              value={value}
              checked={shown.Notify === value}
              onChange={() => void save({ Notify: value as ConversationSummary['Notify'] })}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <div class="dialog-actions">
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
