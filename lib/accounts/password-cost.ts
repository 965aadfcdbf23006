export interface Argon2idParameters {
  /** KiB */
  memory: number;
  passes: number;
  parallelism: number;
}

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html: 19 MiB, 2 passes, 1 lane. */
export const PASSWORD_COST: Argon2idParameters = { memory: 19_456, passes: 2, parallelism: 1 };
