import { Button } from '../../components/button/Button.tsx';
import { setBlocked } from '../../state/blocks.ts';

/** Stands where the composer would, with people one cannot write to. */
export const ComposerClosed = ({ username, deleted }: { username: string; deleted: boolean }) => (
  <div class="composer-closed">
    {deleted ? (
      <p>This account was deleted. You can read what was said, but not write any more.</p>
    ) : (
      <>
        <p>You blocked this person. Nothing you two write reaches the other.</p>
        <Button onClick={() => void setBlocked(username, false)}>Unblock</Button>
      </>
    )}
  </div>
);
