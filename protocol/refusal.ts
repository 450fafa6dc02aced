import type { ErrorCode } from './errors.ts'

// What clients have to know of the table of errors, on its own: its sentences would be a kilobyte of every visitor's page.

/** Trying again does not help. */
export const FINAL: readonly ErrorCode[] = ['wrong-origin', 'illegal-visitor', 'version-too-old']

export class Refusal extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, says: string = code, options?: ErrorOptions) {
    super(says, options)
    this.name = 'Refusal'
    this.code = code
  }
}
