/** Its types on DefinitelyTyped know no order of preference. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { headers: { 'accept-encoding'?: string } });
    /** @returns those of `available` that the client accepts: by its weights, equal ones in the order of `preferred` */
    encodings<Coding extends string>(available: Coding[], options: { preferred: Coding[] }): Coding[];
  }
}
