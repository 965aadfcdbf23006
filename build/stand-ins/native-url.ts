/** For the package whatwg-url: the same standard, built into Node.js. */
export const { URL, URLSearchParams } = globalThis;
