/** The types on DefinitelyTyped lack the option `preferred`. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { headers: { 'accept-encoding'?: string } });
    /** @returns the available codings that the client accepts, by its weights, equal ones in the order of `preferred` */
    encodings<Coding extends string>(available: Coding[], options: { preferred: Coding[] }): Coding[];
  }
}
