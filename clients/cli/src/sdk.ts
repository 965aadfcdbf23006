/** The SDK from its source, which needs no build. The only place that knows where it is. */
export * from '../../sdk/src/index.ts';
