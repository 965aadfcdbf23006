import { Users } from 'lucide-preact';
import { type MutableRef, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { type Conversation, isSameUser, matchesName } from '#sdk';
import { Avatar } from '../../../components/avatar/Avatar.tsx';
import { Name } from '../../../components/name/Name.tsx';
import { membersOf } from '../../../state/group-members.ts';
import { personOf } from '../../../state/people.ts';
import { self } from '../../../state/session.ts';
import { type Candidate, candidatesFor, mentionWordAt } from './mention-word.ts';
import './mention-picker.css';

/** As the server allows it: in larger groups only owners and admins mention everybody. */
const EVERYBODY_MAX = 50;

const EVERYBODY: Candidate = { username: null, name: 'Everybody in this group' };

interface MentionPickerProps {
  conversation: Conversation;
  area: HTMLTextAreaElement;
  /** what the field shows */
  text: string;
  /** called with the text in which the mention is written */
  onPick: (text: string) => void;
  /** gets the keys of the field before others do; returns whether it took one */
  keys: MutableRef<((event: KeyboardEvent) => boolean) | undefined>;
}

function usePeople(conversation: Conversation, isWanted: boolean): readonly Candidate[] {
  const [people, setPeople] = useState<readonly Candidate[]>([]);
  const { id } = conversation;
  useEffect(() => {
    if (!isWanted || id === undefined) return;
    let isCurrent = true;
    const show = (list: readonly Candidate[]) => isCurrent && setPeople(list);
    membersOf(id)
      .then((members) =>
        members
          .filter(({ username }) => !isSameUser(username, self()))
          .map(({ username, display_name }) => ({ username, name: display_name ?? '' })),
      )
      .then(show, () => {
        // Names can be written without the list.
      });
    return () => {
      isCurrent = false;
    };
  }, [id, isWanted]);
  return people;
}

/** A list of members while "@" and the beginning of a name are written. The focus stays in the field. */
export function MentionPicker({ conversation, area, text, onPick, keys }: MentionPickerProps) {
  const [, redraw] = useState({});
  /** the "@" for which the list was closed */
  const [closedAt, setClosedAt] = useState<number>();
  const [chosen, setChosen] = useState(0);
  useEffect(() => {
    const update = () => document.activeElement === area && redraw({});
    document.addEventListener('selectionchange', update);
    return () => document.removeEventListener('selectionchange', update);
  }, [area]);

  const isCaret = area.selectionStart === area.selectionEnd && document.activeElement === area;
  const word = isCaret ? mentionWordAt(text, area.selectionStart) : undefined;
  const isOpen = word !== undefined && word.start !== closedAt;
  const people = usePeople(conversation, isOpen);
  const { group } = conversation.snapshot;
  const mayAll = group !== null && (group.members <= EVERYBODY_MAX || group.role !== 'member');
  const list = isOpen ? candidatesFor(word.typed, mayAll ? [...people, EVERYBODY] : people, matchesName) : [];
  const active = Math.min(chosen, list.length - 1);

  useEffect(() => setChosen(0), [word?.start, word?.typed]);
  useEffect(() => {
    if (!word) setClosedAt(undefined);
  }, [word === undefined]);

  const pick = ({ username }: Candidate) => {
    if (!word) return;
    area.setRangeText(`@${username ?? 'all'} `, word.start, area.selectionStart, 'end');
    onPick(area.value);
  };
  keys.current = ({ key, shiftKey, ctrlKey, metaKey, altKey }) => {
    const candidate = list[active];
    if (!candidate || !word || shiftKey || ctrlKey || metaKey || altKey) return false;
    if (key === 'ArrowDown') setChosen((active + 1) % list.length);
    else if (key === 'ArrowUp') setChosen((active + list.length - 1) % list.length);
    else if (key === 'Enter' || key === 'Tab') pick(candidate);
    else if (key === 'Escape') setClosedAt(word.start);
    else return false;
    return true;
  };
  useEffect(
    () => () => {
      keys.current = undefined;
    },
    [keys],
  );
  const isShown = list.length > 0;
  useLayoutEffect(() => {
    area.setAttribute('aria-autocomplete', 'list');
    area.setAttribute('aria-haspopup', 'listbox');
    if (!isShown) return;
    area.setAttribute('aria-controls', 'mention-list');
    area.setAttribute('aria-activedescendant', `mention-${active}`);
    return () => {
      area.removeAttribute('aria-controls');
      area.removeAttribute('aria-activedescendant');
    };
  }, [area, isShown, active]);

  return (
    <>
      <span class="hidden-text" role="status">
        {isShown &&
          `${list.length === 1 ? '1 name fits' : `${list.length} names fit`}. Arrows choose, Enter mentions.`}
      </span>
      {isShown && (
        <div class="mention-list" id="mention-list" role="listbox" aria-label="People to mention">
          {list.map((candidate, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field, which has the focus, takes the keys
            <div
              key={candidate.username}
              id={`mention-${index}`}
              class="mention-option"
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault() /* the field keeps the focus */}
              onPointerEnter={() => setChosen(index)}
              onClick={() => pick(candidate)}
            >
              <Option {...candidate} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function Option({ username, name }: Candidate) {
  if (username === null) {
    return (
      <>
        <Users size={20} aria-hidden="true" />
        <span>
          <strong>@all</strong> {name}
        </span>
      </>
    );
  }
  const person = personOf(username).value;
  return (
    <>
      <Avatar person={person} size="small" />
      <span class="mention-option-name">
        <Name person={person} showUsername />
      </span>
    </>
  );
}
