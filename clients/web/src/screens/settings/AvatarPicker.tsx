import type { Avatar as AvatarValue } from '#sdk';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Field } from '../../components/field/Field.tsx';
import { colorOf } from '../../state/avatar-colors.ts';
import { PictureChooser } from './PictureChooser.tsx';

const EMOJI = ['🦊', '🐝', '🦉', '🐙', '🌿', '🌵', '🍋', '🍄', '⛵', '🎧', '☕', '🚲'];

interface AvatarPickerProps {
  username: string;
  displayName: string | null;
  value: AvatarValue | null;
  onChange: (value: AvatarValue | null) => void;
  error: string | undefined;
  /** while a picture is uploaded, when saving would miss it */
  busy: boolean;
  onBusy: (busy: boolean) => void;
  /** the picture of a group */
  group?: boolean;
}

/** A picture, an emoji, or a colour behind the initials. */
export function AvatarPicker({
  username,
  displayName,
  value,
  onChange,
  error,
  busy,
  onBusy,
  group = false,
}: AvatarPickerProps) {
  const emoji = value && 'emoji' in value ? value.emoji : '';
  const color = value && 'color' in value ? value.color : colorOf(username);
  const person = {
    username,
    displayName,
    avatar: value,
    bio: null,
    presence: undefined,
  };
  return (
    <fieldset class="picker">
      <legend class="field-label">Picture</legend>
      <Avatar person={person} size="large" group={group} />
      <div class="picker-choices">
        <PictureChooser value={value} onChange={onChange} busy={busy} onBusy={onBusy} />
        <div class="picker-emoji">
          <button
            type="button"
            class="picker-choice picker-letters"
            aria-pressed={value === null}
            onClick={() => onChange(null)}
          >
            Aa<span class="hidden-text"> initials</span>
          </button>
          {EMOJI.map((choice) => (
            <button
              key={choice}
              type="button"
              class="picker-choice"
              aria-pressed={choice === emoji}
              onClick={() => onChange({ emoji: choice })}
            >
              {choice}
            </button>
          ))}
        </div>
        <div class="form-pair">
          <Field
            label="Any emoji"
            name="avatar.emoji"
            autocomplete="off"
            value={emoji}
            onInput={(event) => {
              const typed = event.currentTarget.value.trim();
              onChange(typed === '' ? null : { emoji: typed });
            }}
            error={error}
          />
          <Field
            label="Or a colour"
            name="color"
            type="color"
            value={color}
            onInput={(event) => onChange({ color: event.currentTarget.value })}
          />
        </div>
      </div>
    </fieldset>
  );
}
