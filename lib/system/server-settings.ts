/** The settings of a deployment that its clients follow. */
import { config } from '../platform/config.ts';
import type { ServerSettings } from './resources.ts';

export const serverSettings = (): ServerSettings => ({
  Registration: config.registration.mode,
  RegistrationDomains: config.registration.mode === 'domains' ? [...config.registration.domains] : [],
  Directory: config.directory,
  ApiDocs: config.hasApiDocs,
  PushKey: config.push.publicKey ?? null,
  Mail: config.mail !== undefined,
  LinkPreviews: config.linkPreviews,
  Files: config.files ? { MaxBytes: config.fileLimits.fileBytes } : null,
});
