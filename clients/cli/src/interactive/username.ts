import { limits } from '../sdk.ts';

/** Whether the API accepts it as a username, so that an error shows where it is typed. */
export const isUsername = (text: string): boolean => limits.usernamePattern.test(text);
