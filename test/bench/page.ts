import type { Result } from './report.ts'
export async function page(): Promise<Result> {
  throw new Error('not yet')
}
