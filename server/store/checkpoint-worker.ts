import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

// In a thread of its own: moving pages from the log into the database syncs the disk, and acks must not wait for that.
const db = new DatabaseSync(workerData as string, { timeout: 1_000 })
db.exec('pragma synchronous = full')
const checkpoint = db.prepare('pragma wal_checkpoint(passive)')

parentPort!.on('message', message => {
  if (message === 'close') {
    db.close()
    return parentPort!.close()
  }
  try {
    checkpoint.get()
    parentPort!.postMessage('nearly all')
  } catch {
    // Somebody else is at it, or the disk is full: the log grows until the next time
  }
})
