import { ArrowDown } from 'lucide-preact';
import { badge } from '../../../state/title.ts';

export const JumpToLatest = ({ missed, onJump }: { missed: number; onJump: () => void }) => (
  <button
    type="button"
    class="jump"
    aria-label={
      missed > 0 ? `Jump to the latest message, ${badge(missed)} new` : 'Jump to the latest message'
    }
    onClick={onJump}
  >
    <ArrowDown size={16} />
    <span>Latest message</span>
    {missed > 0 && <span class="badge">{badge(missed)}</span>}
  </button>
);
