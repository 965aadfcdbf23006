/** Every stage by its name. */
import type { StageParser } from '../environment.ts';
import { basicStages } from './basic.ts';
import { bucketStages } from './bucket.ts';
import { facet, sortByCount, unionWith } from './combine.ts';
import { densify } from './densify.ts';
import { diagnosticStages } from './diagnostics.ts';
import { graphLookup } from './graph-lookup.ts';
import { group } from './group.ts';
import { lookup } from './lookup.ts';
import { merge } from './merge.ts';
import { out } from './out.ts';
import { reshapeStages } from './reshape.ts';
import { fill, setWindowFields } from './window.ts';

export const stageParsers: Record<string, StageParser> = {
  ...basicStages,
  ...bucketStages,
  ...diagnosticStages,
  ...reshapeStages,
  $densify: densify,
  $facet: facet,
  $fill: fill,
  $graphLookup: graphLookup,
  $group: group,
  $lookup: lookup,
  $merge: merge,
  $out: out,
  $setWindowFields: setWindowFields,
  $sortByCount: sortByCount,
  $unionWith: unionWith,
};

/** Stages that make documents instead of taking them. */
export const FIRST_ONLY = [
  '$collStats',
  '$indexStats',
  '$documents',
  '$listLocalSessions',
  '$listSessions',
  '$currentOp',
];
export const LAST_ONLY = ['$out', '$merge'];

export const UNSUPPORTED_STAGES = [
  '$changeStream',
  '$changeStreamSplitLargeEvent',
  '$geoNear',
  '$planCacheStats',
  '$querySettings',
  '$search',
  '$searchMeta',
  '$vectorSearch',
  '$listSampledQueries',
  '$shardedDataDistribution',
];
