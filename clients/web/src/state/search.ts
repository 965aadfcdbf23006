const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** Whether a name has a word that starts with what was typed; case and accents do not matter. */
export function matches(typed: string, ...names: string[]): boolean {
  const wanted = fold(typed.trim());
  return names.some((name) => {
    const folded = fold(name);
    return folded.startsWith(wanted) || folded.split(/[\s_.-]+/).some((word) => word.startsWith(wanted));
  });
}
