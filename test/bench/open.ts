import type { Result } from './report.ts'
export async function open(): Promise<Result> {
  throw new Error('not yet')
}
