import { useLayoutEffect, useRef } from 'preact/hooks';
import { fileSize } from '#sdk';
import { FileCard } from './FileCard.tsx';
import { placeOf } from './place.ts';
import type { SentFileProps } from './sent-file.ts';
import { useAddress } from './use-address.ts';

/** An address expires in the middle of a film: it goes on from there at a new one. */
function usePlaying<Media extends HTMLMediaElement>(id: string) {
  const media = useRef<Media>(null);
  const address = useAddress(id, media);
  const reached = useRef({ at: 0, isPlaying: false });
  useLayoutEffect(() => {
    const { current } = media;
    if (!current || reached.current.at === 0) return;
    current.currentTime = reached.current.at;
    // Without a press of a button, a browser may refuse.
    if (reached.current.isPlaying) void current.play().catch(() => {});
  }, [address.url]);
  const onTimeUpdate = () => {
    const { current } = media;
    if (current) reached.current = { at: current.currentTime, isPlaying: !current.paused };
  };
  return { media, ...address, onTimeUpdate };
}

export function Film({ file, tabIndex }: SentFileProps) {
  const { media, url, isBroken, onError, onTimeUpdate } = usePlaying<HTMLVideoElement>(file.Id);
  if (isBroken) return <FileCard file={file} tabIndex={tabIndex} />;
  return (
    <video
      ref={media}
      class="film"
      style={placeOf(file)}
      controls
      playsInline
      preload="metadata"
      tabIndex={tabIndex}
      aria-label={file.Name}
      {...(url && { src: url })}
      onError={url ? onError : undefined}
      onTimeUpdate={onTimeUpdate}
    />
  );
}

export function Sound({ file, tabIndex }: SentFileProps) {
  const { media, url, isBroken, onError, onTimeUpdate } = usePlaying<HTMLAudioElement>(file.Id);
  if (isBroken) return <FileCard file={file} tabIndex={tabIndex} />;
  return (
    <span class="sound">
      <span class="file-words">
        <bdi class="file-name">{file.Name}</bdi>
        <span class="file-facts">{fileSize(file.Size)}</span>
      </span>
      <audio
        ref={media}
        controls
        preload="metadata"
        tabIndex={tabIndex}
        aria-label={file.Name}
        {...(url && { src: url })}
        onError={url ? onError : undefined}
        onTimeUpdate={onTimeUpdate}
      />
    </span>
  );
}
