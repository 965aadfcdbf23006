/** The SDK, from its source. */
export * from '#sdk';
