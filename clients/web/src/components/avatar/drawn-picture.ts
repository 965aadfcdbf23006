import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';

export interface AvatarPictureProps {
  /** of the attachment */
  picture: string;
  /** ThumbHash, base64 */
  preview?: string | undefined;
}

/** Draws the picture of a person or group. It comes with what is not needed for the first paint (app/rest.ts). */
export const drawnPicture = signal<FunctionComponent<AvatarPictureProps> | undefined>(undefined);
