import { Monitor, Moon, Sun } from 'lucide-preact';
import { Shortcuts } from '../../components/shortcuts/Shortcuts.tsx';
import { THEMES, theme } from '../../state/theme.ts';

const LOOKS = {
  system: { label: 'System', Icon: Monitor },
  light: { label: 'Light', Icon: Sun },
  dark: { label: 'Dark', Icon: Moon },
};

export function AppearanceSection() {
  return (
    <div class="form">
      <fieldset class="choices">
        <legend class="settings-heading">Theme</legend>
        {THEMES.map((name) => {
          const { label, Icon } = LOOKS[name];
          return (
            <label key={name} class="choice">
              <input
                type="radio"
                name="theme"
                value={name}
                checked={theme.state.value === name}
                onChange={() => theme.set(name)}
              />
              <Icon size={20} aria-hidden="true" />
              {label}
            </label>
          );
        })}
      </fieldset>
      <h2 class="settings-heading">Keyboard</h2>
      <Shortcuts />
    </div>
  );
}
