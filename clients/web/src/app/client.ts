/** The one connection of this page to CoreChat. */
import { CoreChat, memoryStorage, webStorage } from '#sdk';

/** Blocked cookies also block storage: the app then works for as long as the page lives. */
function storageOfBrowser() {
  try {
    localStorage.getItem('corechat');
    return webStorage(localStorage);
  } catch {
    return memoryStorage();
  }
}

export const chat = new CoreChat({ url: location.origin, session: 'cookie', storage: storageOfBrowser() });
