import { once } from 'node:events'
import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

const EVERY_MS = 1_000
/** A log that is shorter is left for the next time. */
const WORTHWHILE_BYTES = 2 * 1024 * 1024

/** Keeps the write-ahead log short without making a commit wait; returns the end of it. */
export function keepLogShort(path: string): () => Promise<void> {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: path })
  worker.unref()
  const timer = setInterval(() => {
    if (sizeOf(`${path}-wal`) > WORTHWHILE_BYTES) worker.postMessage('checkpoint')
  }, EVERY_MS).unref()
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
