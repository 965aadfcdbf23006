/**
 * The SDK from its source, which needs no build. The only place that knows where it is: `#sdk` belongs to the root's
 * package.json, and a package's imports cannot lead out of it.
 */
// biome-ignore lint/style/noRestrictedImports: see above
export * from '../../sdk/src/index.ts';
