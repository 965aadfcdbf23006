/** How long a backtracking engine may take for an expression, from its form. */

/** The engine tries up to factor * length^degree ways at each place of the text. */
interface Effort {
  degree: number;
  factor: number;
}

const UNBOUNDED: Effort = { degree: Number.POSITIVE_INFINITY, factor: 1 };

/** Of a pattern in JavaScript's syntax; an upper bound, which is infinite for repetitions within repetitions. */
export function backtrackingEffort(source: string): Effort {
  let at = 0;

  function alternatives(): Effort {
    let sum = sequence();
    while (source[at] === '|') {
      at++;
      const next = sequence();
      sum = { degree: Math.max(sum.degree, next.degree), factor: sum.factor + next.factor };
    }
    return sum;
  }

  function sequence(): Effort {
    let total: Effort = { degree: 0, factor: 1 };
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const part = quantified(atom());
      total = { degree: total.degree + part.degree, factor: total.factor * part.factor };
    }
    return total;
  }

  function atom(): Effort {
    const char = source[at++];
    if (char === '\\') {
      const reference = /[1-9k]/.test(source[at++] as string);
      return { degree: reference ? 1 : 0, factor: 1 };
    }
    if (char === '[') {
      while (at < source.length && source[at] !== ']') at += source[at] === '\\' ? 2 : 1;
      at++;
    } else if (char === '(') {
      const prefix = /^\?(?:<[^=!>][^>]*>|<?[=!]|[a-z-]*:)/.exec(source.slice(at, at + 200));
      at += prefix?.[0].length ?? 0;
      const inner = alternatives();
      at++;
      return inner;
    }
    return { degree: 0, factor: 1 };
  }

  function quantified(inner: Effort): Effort {
    const match = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/.exec(source.slice(at, at + 24));
    if (!match) return inner;
    at += match[0].length;
    const [text, least = '0', comma, most] = match;
    if (text.startsWith('?')) return { degree: inner.degree, factor: inner.factor + 1 };
    const exact = least !== undefined && text.startsWith('{') && comma === undefined;
    if (inner.degree > 0 || inner.factor > 1) return exact && Number(least) === 1 ? inner : UNBOUNDED;
    if (exact) return inner;
    if (text.startsWith('{') && most) return { degree: 0, factor: Number(most) - Number(least) + 1 };
    return { degree: 1, factor: 1 };
  }

  return alternatives();
}
