/** `says` what was found, and what to do where it is not right. */
export type Check = { check: string; ok: boolean; says: string }
