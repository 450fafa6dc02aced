import {
  appendFileSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import { join } from 'node:path'

/** One of each way to change a file, half of it synced, then death. */
const folder = process.argv[2]!
const path = (name: string) => join(folder, name)

function writeSynced(name: string, text: string) {
  const fd = openSync(path(name), 'w+')
  writeSync(fd, text)
  fsyncSync(fd)
  return fd
}

writeSync(writeSynced('overwritten', 'synced text'), 'LOST', 2)
appendFileSync(path('overwritten'), ' and more')

writeSynced('emptied', 'synced text')
writeFileSync(path('emptied'), 'new')

writeSynced('shortened', 'synced text')
truncateSync(path('shortened'), 3)

writeFileSync(path('never-synced'), 'all of it')

writeFileSync(path('renamed.tmp'), 'renamed too early')
renameSync(path('renamed.tmp'), path('renamed'))

// its inode, and with it a stale journal, may go to the next file
writeSynced('removed', 'long enough to be seen')
appendFileSync(path('removed'), 'unsynced')
rmSync(path('removed'))
writeFileSync(path('after-removed'), 'unsynced')

writeSynced('replaced', 'synced text')
appendFileSync(path('replaced'), 'unsynced')
writeSynced('replacing', 'new text')
renameSync(path('replacing'), path('replaced'))

writeFileSync(path('db-shm'), 'mapped')

process.kill(process.pid, 'SIGKILL')
