/** Less than a year ahead, as RFC 9116 §2.5.5 advises. */
const MONTHS = 11;

/**
 * When the security.txt of a deployment is out of date: the beginning of a month, so that deployments of one month are the same.
 * @param at when it is deployed
 */
export const securityExpiry = (at = new Date()): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + MONTHS));
