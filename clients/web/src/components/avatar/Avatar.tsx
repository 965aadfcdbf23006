import { colorOf, initialsOf, inkOn } from '../../state/avatar-colors.ts';
import { isOnline, nameOf, type Person } from '../../state/people.ts';
import './avatar.css';

interface AvatarProps {
  person: Person;
  size?: 'small' | 'medium' | 'large';
  /** the dot that says "online" */
  presence?: boolean;
  deleted?: boolean;
}

/** Decoration beside a name: screen readers get the name, and "online" in words. */
export function Avatar({ person, size = 'medium', presence = false, deleted = false }: AvatarProps) {
  const { avatar, username } = person;
  const emoji = !deleted && avatar && 'emoji' in avatar ? avatar.emoji : undefined;
  const color = avatar && 'color' in avatar ? avatar.color : colorOf(username);
  const style = emoji || deleted ? undefined : { backgroundColor: color, color: inkOn(color) };
  const kind = deleted ? 'gone' : emoji ? 'emoji' : 'initials';
  return (
    <span class={`avatar avatar-${size}`}>
      <span class={`avatar-face avatar-${kind}`} style={style} aria-hidden="true">
        {deleted ? '–' : (emoji ?? initialsOf(nameOf(person)))}
      </span>
      {presence && !deleted && isOnline(person) && (
        <span class="avatar-online">
          <span class="hidden-text">online</span>
        </span>
      )}
    </span>
  );
}
