/** Fetches the code for files when it is first needed. The web app replaces this module (clients/web/vite.config.ts). */
import type { FilesEngine } from './engine.ts';

export const loadEngine = async (): Promise<typeof FilesEngine> => (await import('./engine.ts')).FilesEngine;
