import { Copy } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Mention } from '#sdk';
import { copyText } from '../../state/clipboard.ts';
import { notify } from '../../state/toasts.ts';
import { MentionText } from './MentionText.tsx';
import { type Markup, type MarkupKind, markupOf } from './markup.ts';
import './markup.css';

interface FormattedTextProps {
  text: string;
  mentions?: readonly Mention[] | undefined;
}

/** A text with its formatting, links and mentions. Never HTML: each piece becomes an element or a text node. */
export function FormattedText({ text, mentions }: FormattedTextProps) {
  const pieces = useMemo(() => markupOf(text), [text]);
  if (!pieces) return <MentionText text={text} mentions={mentions} />;
  return <Pieces of={pieces} mentions={mentions} from={0} />;
}

interface PiecesProps {
  of: readonly Markup[];
  mentions?: readonly Mention[] | undefined;
  /** where in the text they begin */
  from: number;
  inCode?: boolean;
}

function Pieces({ of, mentions, from, inCode = false }: PiecesProps) {
  let at = from;
  return (
    <>
      {of.map((piece, index) => {
        const start = at;
        at += lengthOf(piece);
        if ('kind' in piece) return <Formatted key={index} {...piece} mentions={mentions} from={start} />;
        if (piece.isMark) return null;
        return inCode ? (
          piece.text
        ) : (
          <MentionText key={index} text={piece.text} mentions={mentions} from={start} />
        );
      })}
    </>
  );
}

const lengthOf = (piece: Markup): number =>
  'kind' in piece ? piece.children.reduce((sum, each) => sum + lengthOf(each), 0) : piece.text.length;

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

interface FormattedProps extends Omit<PiecesProps, 'of' | 'inCode'> {
  kind: MarkupKind;
  children: readonly Markup[];
}

function Formatted({ kind, children, ...place }: FormattedProps) {
  if (kind === 'codeBlock') return <CodeBlock pieces={children} />;
  return ELEMENTS[kind](<Pieces of={children} {...place} inCode={kind === 'code'} />);
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
          <Pieces of={pieces.filter(isInfo)} from={0} inCode />
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
