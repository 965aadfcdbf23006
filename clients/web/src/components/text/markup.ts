/**
 * The formatting of a text: bold, italic, struck through, code, quotes and lists, in the notation of Markdown. A restricted subset: no HTML, no
 * named links, whose text could hide where they lead, and no headings. Nothing of the text is lost: the pieces, put together, are the text.
 */
import { type BlockContext, type InlineContext, type MarkdownConfig, parser } from '@lezer/markdown';

export type MarkupKind =
  | 'strong'
  | 'emphasis'
  | 'strike'
  | 'code'
  | 'codeBlock'
  | 'codeInfo'
  | 'quote'
  | 'bullets'
  | 'numbers'
  | 'item'
  | 'number';

/** A mark is not shown, because the formatting stands for it. */
export type Markup = { text: string; isMark: boolean } | { kind: MarkupKind; children: Markup[] };

/** What the parser hands out. The library exports its type from another package. */
type Tree = ReturnType<typeof parser.parse>;
type SyntaxNode = Tree['topNode'];

/** Most texts have none, and are spared the parser. */
const MAYBE_MARKUP = /[*_~`]|^[ \t]*(?:>|[-+] |\d{1,9}[.)] )/m;

/** Each level is an element in another one, and a call of a function in another one. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){9}/m;

/** In one paragraph. The parser looks back from each to the ones before it. */
const DELIMITERS_MAX = 400;

const isWord = (character: string): boolean => /[\p{L}\p{N}_]/u.test(character);
const isSpace = (character: string): boolean => /^$|\s/.test(character);

const STRONG = { resolve: 'Strong', mark: 'InlineMark' };
const EMPHASIS = { resolve: 'Emphasised', mark: 'InlineMark' };
const STRIKE = { resolve: 'Strike', mark: 'InlineMark' };

/** By the character, what one, two and three of them in a row mean. */
const DELIMITERS: Record<string, (typeof STRONG)[][]> = {
  '*': [[EMPHASIS], [STRONG], [STRONG, EMPHASIS]],
  _: [[EMPHASIS]],
  '~': [[], [STRIKE]],
};

const delimiters = new WeakMap<InlineContext, number>();

/** Whole words only: 2*3*4, snake_case and `a * b` stay as they are written. */
function readDelimiter(cx: InlineContext, next: number, at: number): number {
  const character = String.fromCharCode(next);
  const meanings = DELIMITERS[character];
  if (!meanings) return -1;
  let end = at + 1;
  while (end < cx.end && cx.char(end) === next) end++;
  const [before, after] = [cx.slice(at - 1, at), cx.slice(end, end + 1)];
  const opens = !isWord(before) && !isSpace(after);
  const closes = !isWord(after) && !isSpace(before);
  const types = meanings[end - at - 1] ?? [];
  const count = (delimiters.get(cx) ?? 0) + 1;
  // One that could do either is a decoration, such as -*-.
  if (types.length === 0 || opens === closes || count > DELIMITERS_MAX) return end;
  delimiters.set(cx, count);
  let from = at;
  for (const type of opens ? types : types.toReversed()) {
    const to = type === STRONG || type === STRIKE ? from + 2 : from + 1;
    cx.addDelimiter(type, from, to, opens, closes);
    from = to;
  }
  return end;
}

const ADDRESS = /^(?:https?:\/\/|mailto:|www\.)[^\s<>]*[^\s<>*_~`.,;:!?)\]]/i;

/** An address keeps its underscores. */
function skipAddress(cx: InlineContext, next: number, at: number): number {
  if (!'hmwHMW'.includes(String.fromCharCode(next)) || isWord(cx.slice(at - 1, at))) return -1;
  const found = ADDRESS.exec(cx.slice(at, Math.min(cx.end, at + 2_000)));
  return found ? at + found[0].length : -1;
}

/** In a chat the line after a quote is the answer to it. The library's own lines know their depth, which its types leave out. */
const endsLeaf = (cx: BlockContext, line: { depth?: number }): boolean => (line.depth ?? 0) < cx.depth;

const subset: MarkdownConfig = {
  remove: [
    'IndentedCode',
    'HorizontalRule',
    'ATXHeading',
    'HTMLBlock',
    'SetextHeading',
    'LinkReference',
    'Escape',
    'Entity',
    'HTMLTag',
    'Emphasis',
    'HardBreak',
    'Link',
    'Image',
    'LinkEnd',
    'Autolink',
  ],
  defineNodes: ['Strong', 'Emphasised', 'Strike', 'InlineMark'],
  parseBlock: [{ name: 'NoLazyLines', endLeaf: (cx, line) => endsLeaf(cx, line as { depth?: number }) }],
  parseInline: [
    { name: 'Address', parse: skipAddress },
    { name: 'Delimiter', parse: readDelimiter, after: 'InlineCode' },
  ],
};

const restricted = parser.configure(subset);

const KINDS: Record<string, MarkupKind> = {
  Strong: 'strong',
  Emphasised: 'emphasis',
  Strike: 'strike',
  InlineCode: 'code',
  FencedCode: 'codeBlock',
  CodeInfo: 'codeInfo',
  Blockquote: 'quote',
  BulletList: 'bullets',
  OrderedList: 'numbers',
  ListItem: 'item',
};

const BLOCKS = new Set<MarkupKind>(['codeBlock', 'quote', 'bullets', 'numbers', 'item']);
const MARKS = new Set(['InlineMark', 'CodeMark', 'QuoteMark']);

const shown = (text: string): Markup[] => (text === '' ? [] : [{ text, isMark: false }]);
const mark = (text: string): Markup[] => (text === '' ? [] : [{ text, isMark: true }]);

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

const isBlock = (node: SyntaxNode | undefined): boolean => BLOCKS.has(KINDS[node?.name ?? ''] as MarkupKind);

/** What looks like formatting and is none: a single line that begins with a dash or a number, ">:(", and a fence around nothing. */
function isHonest(node: SyntaxNode, source: string): boolean {
  if (node.name === 'Blockquote') return !/^>(?:[ \t>]|$)/m.test(source.slice(node.from, node.from + 2));
  if (node.name === 'FencedCode') return source[node.from] === '~' || !node.getChild('CodeText');
  if (node.name !== 'BulletList' && node.name !== 'OrderedList') return false;
  return node.getChildren('ListItem').length < 2;
}

function convert(node: SyntaxNode, source: string): Markup[] {
  const text = source.slice(node.from, node.to);
  if (MARKS.has(node.name)) return mark(text);
  if (node.name === 'ListMark') {
    const isNumber = node.parent?.parent?.name === 'OrderedList';
    return isNumber ? [{ kind: 'number', children: shown(text) }] : mark(text);
  }
  if (isHonest(node, source)) return flat(node, source);
  const kind = KINDS[node.name];
  const children = contents(node, source);
  return kind ? [{ kind, children }] : children;
}

/** As it is written, with the formatting of its words. */
function flat(node: SyntaxNode, source: string): Markup[] {
  const [item] = node.getChildren('ListItem');
  const [bullet, paragraph, ...more] = item ? childrenOf(item) : [];
  if (!paragraph || bullet?.name !== 'ListMark' || paragraph.name !== 'Paragraph' || more.length > 0)
    return shown(source.slice(node.from, node.to));
  return [...shown(source.slice(node.from, paragraph.from)), ...convert(paragraph, source)];
}

/** The children, and the text between them. */
function contents(node: SyntaxNode, source: string): Markup[] {
  const children = childrenOf(node);
  const pieces: Markup[] = [];
  let done = node.from;
  const between = (to: number, last: SyntaxNode | undefined, next: SyntaxNode | undefined) => {
    const text = source.slice(done, to);
    const isBeside = isBlock(last) || isBlock(next);
    const isAtMark = last?.name === 'ListMark' || last?.name === 'QuoteMark';
    const isAtEnd = isBlock(node) && (!last || !next);
    const isHidden = node.name === 'FencedCode' || ((isBeside || isAtEnd) && /^\s*$/.test(text));
    if (isHidden) pieces.push(...mark(text));
    // The space behind a mark belongs to it.
    else if (isAtMark && text.startsWith(' ')) pieces.push(...mark(' '), ...shown(text.slice(1)));
    else pieces.push(...shown(text));
  };
  children.forEach((child, index) => {
    between(child.from, children[index - 1], child);
    pieces.push(...convert(child, source));
    done = child.to;
  });
  between(node.to, children.at(-1), undefined);
  return pieces;
}

/** @returns undefined for a text without formatting */
export function markupOf(source: string): Markup[] | undefined {
  if (!MAYBE_MARKUP.test(source) || TOO_DEEP.test(source)) return undefined;
  const { topNode } = restricted.parse(source);
  const whole = contents(topNode, source);
  return whole.some((piece) => 'kind' in piece) ? whole : undefined;
}
