import { Name } from '../../components/name/Name.tsx';
import { personOf } from '../../state/people.ts';

/** A separate line above the composer, so that nothing moves when a person begins to type. */
export function TypingStrip({ typing, peer }: { typing: boolean; peer: string }) {
  const { value } = personOf(peer, { ask: false });
  return (
    <div class="typing" aria-live="off">
      {typing && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>
            <Name person={value} /> is typing
          </span>
        </>
      )}
    </div>
  );
}
