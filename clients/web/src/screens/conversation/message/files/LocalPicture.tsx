import { useLayoutEffect, useRef } from 'preact/hooks';
import { draw } from '../../../../state/pictures.ts';

interface LocalPictureProps {
  bytes: Blob;
  /** pixels, across and down */
  most: number;
  /** for screen readers; '' where its name stands beside it */
  label: string;
}

/** A picture that is on this device. */
export function LocalPicture({ bytes, most, label }: LocalPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    // Where it cannot be decoded, its place stays empty.
    if (canvas.current) void draw(bytes, canvas.current, most).catch(() => {});
  }, [bytes, most]);
  return <canvas ref={canvas} class="picture-local" {...(label && { role: 'img', 'aria-label': label })} />;
}
