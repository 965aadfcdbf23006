import './shortcuts.css';

const KEYS: [keys: string[], meaning: string][] = [
  [['Ctrl', 'K'], 'Find people (⌘ K on a Mac)'],
  [['Enter'], 'Send'],
  [['Shift', 'Enter'], 'New line'],
  [['↑'], 'In an empty field: edit your last message'],
  [['R'], 'On a message: reply to it'],
  [['Esc'], 'Stop editing or replying, or close what is open'],
  [['↑', '↓'], 'Move through conversations, people and messages'],
];

export const Shortcuts = () => (
  <dl class="shortcuts">
    {KEYS.map(([keys, meaning]) => (
      <div key={meaning}>
        <dt>
          {keys.map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </dt>
        <dd>{meaning}</dd>
      </div>
    ))}
  </dl>
);
