import { piecesOf } from '../../state/links.ts';

/** A text with its links as links. Never HTML: each piece becomes a text node. */
export const RichText = ({ text }: { text: string }) => (
  <>
    {piecesOf(text).map(({ text: piece, href, host }, index) =>
      href === undefined ? (
        piece
      ) : (
        <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
          {piece}
          {host && ` (${host})`}
        </a>
      ),
    )}
  </>
);
