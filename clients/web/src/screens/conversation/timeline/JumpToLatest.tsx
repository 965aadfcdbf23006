import { ChevronDown } from 'lucide-preact';
import { badge } from '../../../state/title.ts';

export const JumpToLatest = ({ missed, onJump }: { missed: number; onJump: () => void }) => (
  <button
    type="button"
    class="jump"
    title="Jump to the latest message"
    aria-label={
      missed > 0 ? `Jump to the latest message, ${badge(missed)} new` : 'Jump to the latest message'
    }
    onClick={onJump}
  >
    <ChevronDown size={22} />
    {missed > 0 && <span class="badge jump-badge">{badge(missed)}</span>}
  </button>
);
