import { Users } from 'lucide-preact';
import { type Conversation, matchesName } from '#sdk';
import { type Candidate, candidatesFor } from '../../../components/picker/candidates.ts';
import { PersonOption } from '../../../components/picker/PersonOption.tsx';
import { Picker, type PickerKeys } from '../../../components/picker/Picker.tsx';
import { useMembers } from '../../../components/picker/use-members.ts';
import { useWord } from '../../../components/picker/use-word.ts';
import { mentionWordAt } from './mention-word.ts';

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
  keys: PickerKeys;
}

/** A list of members while "@" and the beginning of a name are written. */
export function MentionPicker({ conversation, area, text, onPick, keys }: MentionPickerProps) {
  const { word, close } = useWord(area, text, mentionWordAt);
  const people = useMembers(word && conversation.id);
  const { group } = conversation.snapshot;
  const mayAll = group !== null && (group.members <= EVERYBODY_MAX || group.role !== 'member');
  const options = word
    ? candidatesFor(word.typed, mayAll ? [...people, EVERYBODY] : people, matchesName)
    : [];
  const pick = ({ username }: Candidate) => {
    if (!word) return;
    area.setRangeText(`@${username ?? 'all'} `, word.start, area.selectionStart, 'end');
    onPick(area.value);
  };
  return (
    <Picker
      id="mention"
      label="People to mention"
      verb="mentions"
      field={area}
      word={word}
      options={options}
      keyOf={({ username }) => username}
      draw={(candidate) => <Option {...candidate} />}
      onPick={pick}
      onClose={close}
      keys={keys}
    />
  );
}

function Option({ username, name }: Candidate) {
  if (username !== null) return <PersonOption username={username} />;
  return (
    <>
      <Users size={20} aria-hidden="true" />
      <span>
        <strong>@all</strong> {name}
      </span>
    </>
  );
}
