/** What a data directory needs when it is opened: after a crash, or when an earlier version wrote it. */
import { atOnce } from '../turns.ts';
import type { Collection } from './collection.ts';
import type { Engine } from './engine.ts';
import { IndexBuild } from './index-build.ts';

/** Drops the tables of index builds that a crash has cut. */
export function dropUnfinishedIndexes(engine: Engine): void {
  const unfinished = engine.all(
    "SELECT name FROM sqlite_schema WHERE name GLOB 'index_[0-9]*' AND substr(name, 7) NOT IN (SELECT id FROM indexes)",
  );
  if (unfinished.length === 0) return;
  engine.beginWrite();
  for (const [table] of unfinished) engine.dropTable(String(table));
  engine.commitGroup();
}

/** Format 1 had other keys under collations. */
export function rebuildCollatedIndexes(engine: Engine, collections: readonly Collection[]): void {
  for (const collection of collections) {
    const collated = collection.indexes.filter((index) => index.collation);
    if (collated.length === 0) continue;
    engine.beginWrite();
    for (const index of collated) engine.dropTable(index.table);
    atOnce(new IndexBuild(collection, collated, { checkUnique: false }).run());
  }
  engine.commitGroup();
}
