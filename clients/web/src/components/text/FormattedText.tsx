import { Copy } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { copyText } from '../../state/clipboard.ts';
import { notify } from '../../state/toasts.ts';
import { type Markup, type MarkupKind, markupOf } from './markup.ts';
import { RichText } from './RichText.tsx';
import './markup.css';

/** A text with its formatting and its links. Never HTML: each piece becomes an element or a text node. */
export function FormattedText({ text }: { text: string }) {
  const pieces = useMemo(() => markupOf(text), [text]);
  return pieces ? <Pieces of={pieces} /> : <RichText text={text} />;
}

const Pieces = ({ of, inCode = false }: { of: readonly Markup[]; inCode?: boolean }) => (
  <>
    {of.map((piece, index) => {
      if ('kind' in piece) return <Formatted key={index} {...piece} />;
      if (piece.isMark) return null;
      return inCode ? piece.text : <RichText key={index} text={piece.text} />;
    })}
  </>
);

const ELEMENTS: Record<
  Exclude<MarkupKind, 'codeBlock'>,
  (children: ComponentChildren) => ComponentChildren
> = {
  strong: (children) => <strong>{children}</strong>,
  emphasis: (children) => <em>{children}</em>,
  strike: (children) => <del>{children}</del>,
  code: (children) => (
    <code class="markup-code" dir="ltr">
      {children}
    </code>
  ),
  codeInfo: (children) => <span>{children}</span>,
  quote: (children) => <blockquote class="markup-block markup-quote">{children}</blockquote>,
  bullets: (children) => <ul class="markup-block markup-bullets">{children}</ul>,
  numbers: (children) => <ol class="markup-block markup-numbers">{children}</ol>,
  item: (children) => <li>{children}</li>,
  number: (children) => <span class="markup-number">{children}</span>,
};

function Formatted({ kind, children }: { kind: MarkupKind; children: readonly Markup[] }) {
  if (kind === 'codeBlock') return <CodeBlock pieces={children} />;
  return ELEMENTS[kind](<Pieces of={children} inCode={kind === 'code'} />);
}

const isInfo = (piece: Markup): boolean => 'kind' in piece;

function CodeBlock({ pieces }: { pieces: readonly Markup[] }) {
  const code = pieces.map((piece) => ('kind' in piece || piece.isMark ? '' : piece.text)).join('');
  const copy = async () => {
    if (await copyText(code)) notify('Copied.');
    else notify('The browser did not allow copying. Select the text instead.', 'error');
  };
  return (
    <div class="markup-block markup-code-block" dir="ltr">
      <div class="markup-code-bar">
        <span>
          <Pieces of={pieces.filter(isInfo)} inCode />
        </span>
        <button type="button" onClick={() => void copy()}>
          <Copy size={14} aria-hidden="true" /> Copy code
        </button>
      </div>
      <pre>
        <code>{code}</code>
      </pre>
    </div>
  );
}
