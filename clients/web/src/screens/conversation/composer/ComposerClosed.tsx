import { sentence } from '#sdk';
import { Button } from '../../../components/button/Button.tsx';
import { setBlocked } from '../../../state/blocks.ts';
import { notify } from '../../../state/toasts.ts';

/** Replaces the composer where the user cannot write to the person. */
export const ComposerClosed = ({ username, deleted }: { username: string; deleted: boolean }) => (
  <div class="composer-closed">
    {deleted ? (
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
