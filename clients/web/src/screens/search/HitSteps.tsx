import { ChevronDown, ChevronUp } from 'lucide-preact';
import { go, route } from '../../app/router.ts';
import { IconButton } from '../../components/button/Button.tsx';
import { openedHit, openedHits } from './opened-hit.ts';

/** From the message of a hit to that of the next one in the same conversation. */
export function HitSteps() {
  const { hits, more } = openedHits.value;
  const index = hits.findIndex(({ Message }) => Message.Id === openedHit.value?.Message.Id);
  if (index === -1 || hits.length === 1) return null;
  const step = (by: number) => {
    const [next, { value: at }] = [hits[index + by], route];
    if (!next || at.name !== 'chat') return;
    openedHit.value = next;
    // One step back leads to the search.
    go({ name: 'chat', peer: at.peer, message: next.Message.Id }, { replace: true });
  };
  return (
    <fieldset class="hit-steps" aria-label="Messages that were found">
      <span role="status">{`${index + 1} of ${hits.length}${more ? ' or more' : ''}`}</span>
      <IconButton label="Older" disabled={index === hits.length - 1} onClick={() => step(1)}>
        <ChevronUp size={20} />
      </IconButton>
      <IconButton label="Newer" disabled={index === 0} onClick={() => step(-1)}>
        <ChevronDown size={20} />
      </IconButton>
    </fieldset>
  );
}
