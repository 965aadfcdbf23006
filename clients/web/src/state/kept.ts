/** Keeps what was read last, so that the app starts without a network. */
import { browserCopy, KeptCopy } from '#sdk';
import { chat } from '../app/client.ts';

export const kept = new KeptCopy(chat, browserCopy());
