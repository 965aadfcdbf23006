/** The one connection of this page to CoreChat. */
import { CoreChat, webStorage } from '#sdk';

export const chat = new CoreChat({ session: 'cookie', storage: webStorage() });
