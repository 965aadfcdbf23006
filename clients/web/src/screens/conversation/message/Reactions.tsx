import type { Conversation, Message } from '#sdk';
import { nameOf, personOf } from '../../../state/people.ts';
import { self } from '../../../state/session.ts';
import { hasReacted, react } from './react.ts';

interface ReactionsProps {
  conversation: Conversation;
  message: Message;
  own: boolean;
  tabIndex: 0 | -1;
}

/** "Bob, Carol and you" */
function namesOf(by: readonly string[]): string {
  const me = self();
  const others = by.filter((name) => !hasReacted([name], me)).map((name) => nameOf(personOf(name).value));
  const names = hasReacted(by, me) ? [...others, 'you'] : others;
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}

/** Below a message that has reactions: each emoji with its number. A press adds one's own, or takes it back. */
export function Reactions({ conversation, message, own, tabIndex }: ReactionsProps) {
  const { Reactions: list = [] } = message;
  return (
    <ul class={own ? 'reactions reactions-own' : 'reactions'} aria-label="Reactions">
      {list.map(({ Emoji, By }) => {
        const mine = hasReacted(By, self());
        const names = namesOf(By);
        return (
          <li key={Emoji}>
            <button
              type="button"
              class="reaction"
              tabIndex={tabIndex}
              aria-pressed={mine}
              aria-label={`${Emoji} by ${names}`}
              title={names}
              onClick={() => void react(conversation, message, Emoji, !mine)}
            >
              <span aria-hidden="true">{Emoji}</span>
              {By.length > 1 && <span aria-hidden="true">{By.length}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
