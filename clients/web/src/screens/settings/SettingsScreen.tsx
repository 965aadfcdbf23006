import { ArrowLeft } from 'lucide-preact';
import type { SettingsSection } from '../../app/route.ts';
import { href } from '../../app/router.ts';
import { AppearanceSection } from './AppearanceSection.tsx';
import { BlockedSection } from './BlockedSection.tsx';
import { DataSection } from './DataSection.tsx';
import { DevicesSection } from './DevicesSection.tsx';
import { NotificationsSection } from './NotificationsSection.tsx';
import { PasswordSection } from './PasswordSection.tsx';
import { PrivacySection } from './PrivacySection.tsx';
import { ProfileSection } from './ProfileSection.tsx';
import { TITLES } from './titles.ts';
import './settings.css';

const SECTIONS = {
  profile: ProfileSection,
  appearance: AppearanceSection,
  notifications: NotificationsSection,
  privacy: PrivacySection,
  password: PasswordSection,
  devices: DevicesSection,
  blocked: BlockedSection,
  data: DataSection,
};

export function SettingsScreen({ section }: { section: SettingsSection }) {
  const Section = SECTIONS[section];
  return (
    <>
      <header class="pane-bar settings-bar">
        <a
          class="icon-button conversation-back"
          href={href({ name: 'settings', section: undefined })}
          aria-label="Back to the settings"
        >
          <ArrowLeft size={20} />
        </a>
        <h1 class="pane-title">{TITLES[section]}</h1>
      </header>
      <div class="settings-sheet" key={section}>
        <Section />
      </div>
    </>
  );
}
