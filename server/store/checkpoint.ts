import { once } from 'node:events'
import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

const EVERY_MS = 1_000
/** A log that is shorter is left for the next time; the file is cut back to this when the log begins anew. */
export const LOG_BYTES = 16 * 1024 * 1024

/**
 * Keeps the write-ahead log short without making a commit wait; returns the end of it. The thread moves nearly all of the log
 * beside the writer; `finish` has the writer move the few pages that came meanwhile, between two of its transactions, so
 * that the log begins anew: without that it would grow without end under a steady load, and a file that grows is synced in
 * twice the time.
 */
export function keepLogShort(
  path: string,
  finish: () => Promise<void>,
  { everyMs = EVERY_MS, worthwhileBytes = LOG_BYTES } = {}
): () => Promise<void> {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: path })
  worker.on('message', () => void finish().catch(() => {}))
  worker.unref()
  const timer = setInterval(() => {
    if (sizeOf(`${path}-wal`) > worthwhileBytes) worker.postMessage('checkpoint')
  }, everyMs).unref()
  return async () => {
    clearInterval(timer)
    // Unreferenced it would let the process end before it has closed the file
    worker.ref()
    worker.postMessage('close')
    await once(worker, 'exit')
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
