/** Every stage by its name. */
import type { StageTable } from '../environment.ts';
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

export const stages: StageTable = {
  parsers: {
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
  },
  firstOnly: ['$collStats', '$indexStats', '$documents', '$listLocalSessions', '$listSessions', '$currentOp'],
  lastOnly: ['$out', '$merge'],

  unsupported: [
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
  ],
};
