/** A list that the server returns in pages: `for await` iterates over the items, `pages()` over the pages. */
export interface Paged<Item> extends AsyncIterable<Item> {
  pages(): AsyncIterable<Item[]>;
}

export interface Page<Item> {
  items: Item[];
  /** path and query of the next page, as the server's `Link` gave it */
  next: string | undefined;
  /** path and query of the page of newer items, in a list that can be read from its middle */
  prev?: string | undefined;
}

/**
 * @param first path and query of the first page
 * @param read one page
 */
export function paged<Item>(first: string, read: (path: string) => Promise<Page<Item>>): Paged<Item> {
  async function* pages(): AsyncGenerator<Item[]> {
    let path: string | undefined = first;
    while (path !== undefined) {
      const page: Page<Item> = await read(path);
      yield page.items;
      path = page.next;
    }
  }
  async function* items(): AsyncGenerator<Item> {
    for await (const page of pages()) yield* page;
  }
  return { pages, [Symbol.asyncIterator]: items };
}

/** @returns the target of the link with this relation (RFC 8288) */
export function linkOf(header: string | null, relation: 'next' | 'prev'): string | undefined {
  for (const [, target, parameters = ''] of (header ?? '').matchAll(/<([^<>]*)>((?:[^,"]|"[^"]*")*)/g)) {
    const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters) ?? [];
    const relations = (quoted ?? bare ?? '').toLowerCase().split(/\s+/);
    if (relations.includes(relation)) return target;
  }
  return undefined;
}

/** @returns path and query, `?` only where something follows */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}
