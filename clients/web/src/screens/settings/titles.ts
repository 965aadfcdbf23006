import type { SettingsSection } from '../../app/route.ts';

export const TITLES: Record<SettingsSection, string> = {
  profile: 'Profile',
  appearance: 'Appearance',
  notifications: 'Notifications',
  privacy: 'Privacy',
  password: 'Password',
  devices: 'Devices & activity',
  blocked: 'Blocked people',
  data: 'Your data',
};
