import { ArrowDown } from 'lucide-preact';
import { badge } from '../../../state/title.ts';

export const JumpToLatest = ({ missed, onJump }: { missed: number; onJump: () => void }) => (
  <button type="button" class="jump" onClick={onJump}>
    <ArrowDown size={16} />
    {/* Read as one sentence that contains the words in view, by which speech input finds the button. */}
    <span>
      <span class="hidden-text">Jump to the </span>
      Latest message
      {missed > 0 && <span class="hidden-text"> ({badge(missed)} new)</span>}
    </span>
    {missed > 0 && (
      <span class="badge" aria-hidden="true">
        {badge(missed)}
      </span>
    )}
  </button>
);
