import { randomInt } from 'node:crypto';

/** A name that no other test uses, for products that tests share. */
export const newName = (name: string): string => `${name}${randomInt(10 ** 8)}`;
