import { Ban, NotebookPen } from 'lucide-preact';
import { colorOf, initialsOf, inkOn } from '../../state/avatar-colors.ts';
import { isOnline, nameOf, type Person } from '../../state/people.ts';
import { drawnPicture } from './drawn-picture.ts';
import './avatar.css';

interface AvatarProps {
  person: Person;
  size?: 'tiny' | 'small' | 'medium' | 'large';
  /** the dot that says "online" */
  presence?: boolean;
  deleted?: boolean;
  /** a group: of another form, so that no picture of a person can be taken for it */
  group?: boolean;
  /** the conversation with oneself, whose picture nobody else can choose */
  notes?: boolean;
}

/** Decoration beside a name: screen readers get the name, and "online" in words. */
export function Avatar({
  person,
  size = 'medium',
  presence = false,
  deleted = false,
  notes = false,
  group = false,
}: AvatarProps) {
  const { avatar, username } = person;
  const own = deleted || notes;
  const emoji = !own && avatar && 'emoji' in avatar ? avatar.emoji : undefined;
  const color = avatar && 'color' in avatar ? avatar.color : colorOf(username);
  const Picture = drawnPicture.value;
  const style = emoji || own ? undefined : { backgroundColor: color, color: inkOn(color) };
  const kind = deleted ? 'gone' : notes ? 'notes' : emoji ? 'emoji' : 'initials';
  return (
    <span class={`avatar avatar-${size}`} data-group={group || undefined}>
      <span class={`avatar-face avatar-${kind}`} style={style} aria-hidden="true">
        {deleted ? <Ban /> : notes ? <NotebookPen /> : (emoji ?? initialsOf(nameOf(person)))}
        {Picture && !own && avatar && 'picture' in avatar && <Picture key={avatar.picture} {...avatar} />}
      </span>
      {presence && !own && isOnline(person) && (
        <span class="avatar-online">
          <span class="hidden-text">online</span>
        </span>
      )}
    </span>
  );
}
