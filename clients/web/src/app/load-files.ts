/** In place of the SDK's own way to fetch its code for files (vite.config.ts): it is in the one file that the app fetches later. */
import { loadRest, type Rest, rest } from './rest-loader.ts';

export async function loadEngine(): Promise<Rest['FilesEngine']> {
  await loadRest();
  if (!rest.peek()) throw new Error('The rest of the app could not be fetched');
  return (rest.peek() as Rest).FilesEngine;
}
