/**
 * Which predicates may bound which fields of an index, and which of them at the same time.
 *
 * An entry holds one element of each array that its fields pass. Two predicates may be true of different elements, so
 * they may bound one entry only where they must mean the same element: when no array is on the part of the path that
 * they share, or when one $elemMatch holds both.
 */
import type { Filter } from '../query/filter.ts';
import { arrayIndex, type Path } from '../query/path.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import { type Selection, selectionOf, selectionOfExpr } from './bounds.ts';
import { flatten } from './conjuncts.ts';

/** A predicate that bounds a field. */
export interface Assignment {
  /** Position of the field in the index. */
  position: number;
  /** The condition of the query that the predicate is, or is a part of. */
  conjunct: Filter;
  predicate: Filter;
  selection: Selection;
  /** The $elemMatch around it, outermost first. */
  within: Within[];
}

interface Within {
  elemMatch: Filter;
  /** How many parts of the field's path lead to its array. */
  depth: number;
}

export function assignments(index: CollectionIndex, position: number, conjunct: Filter): Assignment[] {
  const path = index.paths[position] as Path;
  const context = {
    collation: index.collation,
    sparse: index.sparse,
    multikey: index.isMultikeyField(position),
    positional: path.some((part) => arrayIndex(part) !== undefined),
  };
  if (conjunct.kind === 'predicate') {
    return (conjunct.implied ?? [])
      .filter((comparison) => comparison.path.join('.') === path.join('.'))
      .flatMap((comparison) => {
        const selection = selectionOfExpr(comparison, context);
        return selection ? [{ position, conjunct, predicate: conjunct, selection, within: [] }] : [];
      });
  }
  return predicatesOn(conjunct, path, []).flatMap(({ predicate, within }) => {
    const selection = selectionOf(predicate, context);
    return selection ? [{ position, conjunct, predicate, selection, within }] : [];
  });
}

type Found = Pick<Assignment, 'predicate' | 'within'>;

/** The predicates on a path in a condition; the path continues inside of $elemMatch. */
function predicatesOn(filter: Filter, path: Path, within: Within[]): Found[] {
  if (filter.kind === 'not') {
    const negated = onlyOne(filter.filter);
    const leaf = negated.kind !== 'not' && predicatesOn(negated, path, within)[0]?.predicate === negated;
    return leaf ? [{ predicate: { kind: 'not', filter: negated }, within }] : [];
  }
  if (!('path' in filter) || !filter.path.every((part, i) => part === path[i])) return [];
  const rest = path.slice(filter.path.length);
  if (filter.kind !== 'elemMatchObject' && filter.kind !== 'elemMatchValue') {
    return rest.length === 0 ? [{ predicate: filter, within }] : [];
  }
  // Elements that are arrays make no entries for their own elements, and their indexes count as field names here.
  if (filter.path.length === 0 || arrayIndex(rest[0]) !== undefined) return [];
  if ((filter.kind === 'elemMatchValue') !== (rest.length === 0)) return [];
  const depth = (within.at(-1)?.depth ?? 0) + filter.path.length;
  const inside = [...within, { elemMatch: filter, depth }];
  return flatten(filter.filter).flatMap((part) => predicatesOn(part, rest, inside));
}

/** {$not: {$gt: 1}} parses to an `and` of one operator. */
function onlyOne(filter: Filter): Filter {
  const [only, ...others] = flatten(filter);
  return only && others.length === 0 ? only : filter;
}

/** Whether both must be true of the same element of every array that their fields share. */
export function mayMeet(index: CollectionIndex, a: Assignment, b: Assignment): boolean {
  const [path, other] = [index.paths[a.position], index.paths[b.position]] as [Path, Path];
  const [arrays, otherArrays] = [index.multikey[a.position], index.multikey[b.position]] as [
    boolean[],
    boolean[],
  ];
  const same = a.within.findLast(({ elemMatch }) => b.within.some((one) => one.elemMatch === elemMatch));
  const bound = same?.depth ?? 0;
  for (let at = 0; at < path.length && path[at] === other[at]; at++) {
    if (at >= bound && arrays[at] && otherArrays[at]) return false;
  }
  return true;
}
