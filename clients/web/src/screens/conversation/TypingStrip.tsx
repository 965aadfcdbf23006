import { Fragment } from 'preact';
import { Name } from '../../components/name/Name.tsx';
import { personOf } from '../../state/people.ts';

/** A separate line above the composer, so that nothing moves when a person begins to type. @param who usernames */
export function TypingStrip({ who }: { who: readonly string[] }) {
  return (
    <div class="typing" aria-live="off">
      {who.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>
            {who.map((username, index) => (
              <Fragment key={username}>
                {index > 0 && (index === who.length - 1 ? ' and ' : ', ')}
                <Name person={personOf(username, { ask: false }).value} />
              </Fragment>
            ))}{' '}
            {who.length === 1 ? 'is' : 'are'} typing
          </span>
        </>
      )}
    </div>
  );
}
