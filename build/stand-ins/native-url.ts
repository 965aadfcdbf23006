/** Replaces the package whatwg-url by Node.js's implementation of the same standard. */
export const { URL, URLSearchParams } = globalThis;
