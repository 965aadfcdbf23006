import { type GroupSummary, sentence } from '#sdk';
import { Button } from '../../../components/button/Button.tsx';
import { setBlocked } from '../../../state/blocks.ts';
import { notify } from '../../../state/toasts.ts';

/** Replaces the composer where the user cannot write to the person. */
export const ComposerClosed = ({
  username,
  deleted,
  group,
}: {
  username: string;
  deleted: boolean;
  group: GroupSummary | null;
}) => (
  <div class="composer-closed">
    {group ? (
      <p>
        {group.closed
          ? 'This group is closed. You can read what was said, but nobody writes any more.'
          : 'Only owners and admins write in this group.'}
      </p>
    ) : deleted ? (
      <p>This account was deleted. You can read what was said, but not write any more.</p>
    ) : (
      <>
        <p>You blocked this person. Nothing you two write reaches the other.</p>
        <Button onClick={() => void unblock(username)}>Unblock</Button>
      </>
    )}
  </div>
);

async function unblock(username: string): Promise<void> {
  try {
    await setBlocked(username, false);
  } catch (error) {
    notify(sentence(error), 'error');
  }
}
