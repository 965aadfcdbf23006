/** Chooses how a query reaches its documents. */

import type { Filter } from '../query/filter.ts';
import type { Collection } from '../storage/collection.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import type { IndexScan, Plan, PlanRequest } from './access.ts';
import { flatten } from './conjuncts.ts';
import { type Candidate, fullIndexScan, planIndex } from './index-plan.ts';

export function choosePlan(collection: Collection, request: PlanRequest): Plan {
  const { filter, hint } = request;
  if (hint && 'natural' in hint) {
    return {
      access: { stage: 'COLLSCAN', direction: hint.natural },
      residual: filter,
      sorted: !request.sort,
    };
  }
  const conjuncts = flatten(filter);
  const best = bestCandidate(hint ? [hint] : visible(collection), conjuncts, request);
  if (best && (hint || best.score > 0)) return best.plan;
  if (hint) return fullIndexScan(hint, request, conjuncts);
  const unionPlan = planUnion(collection, conjuncts, request);
  if (unionPlan) return unionPlan;
  return { access: { stage: 'COLLSCAN', direction: 1 }, residual: filter, sorted: !request.sort };
}

/** A union of index scans, when every branch of an $or has one. */
function planUnion(collection: Collection, conjuncts: Filter[], request: PlanRequest): Plan | undefined {
  for (const filter of conjuncts) {
    if (filter.kind !== 'or') continue;
    const others = conjuncts.filter((other) => other !== filter);
    const scans: IndexScan[] = [];
    for (const branch of filter.filters) {
      const plan = bestIndex(collection, [...flatten(branch), ...others], { ...request, sort: undefined });
      if (!plan) break;
      scans.push(plan.access as IndexScan);
    }
    if (scans.length === filter.filters.length) {
      return { access: { stage: 'OR', scans }, residual: request.filter, sorted: !request.sort };
    }
  }
  return undefined;
}

function bestIndex(collection: Collection, conjuncts: Filter[], request: PlanRequest): Plan | undefined {
  const best = bestCandidate(visible(collection), conjuncts, request);
  return best && best.score > 0 ? best.plan : undefined;
}

const visible = ({ indexes }: Collection): CollectionIndex[] => indexes.filter((index) => !index.hidden);

/** The first of the highest score. */
function bestCandidate(
  indexes: readonly CollectionIndex[],
  conjuncts: Filter[],
  request: PlanRequest,
): Candidate | undefined {
  let best: Candidate | undefined;
  for (const index of indexes) {
    const candidate = planIndex(index, conjuncts, request);
    if (candidate?.full) return candidate;
    if (candidate && (!best || candidate.score > best.score)) best = candidate;
  }
  return best;
}
