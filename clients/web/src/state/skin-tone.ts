/** The skin tone of the emoji picker, in this browser. */
import { setting } from './local.ts';
import { TONES } from './toned.ts';

export const { state: skinTone, set: setSkinTone } = setting('corechat.skin-tone', TONES, '');
