import { createId } from '#protocol/ids'
import type { Database } from './db.ts'

// As much as the longest message takes: a nearly full disk is found before a message is refused
const BALLAST = 'x'.repeat(24_000)

/** Writes for real and takes it back, in two transactions: what is never committed needs no room. Rejects when it cannot. */
export async function probeWrite({ write }: Database): Promise<void> {
  await write.insertInto('probe').values({ id: createId(), ballast: BALLAST }).execute()
  // Also what a probe could not take back while the disk was full
  await write.deleteFrom('probe').execute()
}
