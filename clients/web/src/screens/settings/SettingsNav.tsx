import {
  ArrowLeft,
  Ban,
  Bell,
  Database,
  Eye,
  KeyRound,
  LogOut,
  MonitorSmartphone,
  SunMoon,
  UserRound,
} from 'lucide-preact';
import type { SettingsSection } from '../../app/route.ts';
import { SETTINGS_SECTIONS } from '../../app/route.ts';
import { href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { chosen } from '../../components/dialog/Confirm.tsx';
import { Name, Username } from '../../components/name/Name.tsx';
import { hasNewActivity } from '../../state/activity-mark.ts';
import { countLeftovers, logOutAndRemove } from '../../state/leftovers.ts';
import { personOf } from '../../state/people.ts';
import { logOut, self } from '../../state/session.ts';
import { TITLES } from './titles.ts';
import './nav.css';

const ICONS = {
  profile: UserRound,
  appearance: SunMoon,
  notifications: Bell,
  privacy: Eye,
  password: KeyRound,
  devices: MonitorSmartphone,
  blocked: Ban,
  data: Database,
};

const some = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? `one ${one}` : `${count} ${many}`];

async function leave(): Promise<void> {
  const username = self();
  const { drafts, messages } = countLeftovers(username);
  if (drafts + messages === 0) return logOut();
  const left = [...some(messages, 'unsent message', 'unsent messages'), ...some(drafts, 'draft', 'drafts')];
  const answer = await chosen({
    title: 'Log out with unsent texts?',
    body: `This browser keeps ${left.join(' and ')}, for when you log in again. Others who use this computer could read them.`,
    action: 'Log out',
    other: 'Log out and remove from this device',
  });
  if (answer === 'action') await logOut();
  else if (answer === 'other') await logOutAndRemove(username);
}

export function SettingsNav({ section }: { section: SettingsSection | undefined }) {
  const person = personOf(self()).value;
  return (
    <>
      <header class="pane-bar">
        <a class="icon-button" href={href({ name: 'inbox' })} aria-label="Back to conversations" title="Back">
          <ArrowLeft size={20} />
        </a>
        <h1 class="pane-title">Settings</h1>
      </header>
      <div class="settings-me">
        <Avatar person={person} />
        <span class="list-row-body">
          <span class="list-row-name">
            <Name person={person} />
          </span>
          <span class="list-row-note">
            <Username of={self()} />
          </span>
        </span>
      </div>
      <ul class="settings-list">
        {SETTINGS_SECTIONS.map((name) => {
          const Icon = ICONS[name];
          return (
            <li key={name}>
              <a
                class="settings-link"
                href={href({ name: 'settings', section: name })}
                aria-current={name === section ? 'page' : undefined}
              >
                <Icon size={20} aria-hidden="true" />
                {TITLES[name]}
                {name === 'devices' && hasNewActivity.value && (
                  <span class="news-mark" role="img" aria-label="New activity" />
                )}
              </a>
            </li>
          );
        })}
        <li class="settings-leave">
          <button type="button" class="settings-link" onClick={() => void leave()}>
            <LogOut size={20} aria-hidden="true" />
            Log out
          </button>
        </li>
      </ul>
    </>
  );
}
