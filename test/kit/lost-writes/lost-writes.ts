import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeSync
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('lost-writes.c', import.meta.url))
const COMPILERS = ['cc', 'gcc', 'g++', 'clang']

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/openzc/', import.meta.url))

/** Builds the shared object, once per version of its source. Throws an error that says what is missing. */
export function compileShim({ compilers = COMPILERS, cache = CACHE } = {}): string {
  if (process.platform !== 'linux') throw new Error('lost-writes needs Linux: LD_PRELOAD, statx and /proc')
  const version = createHash('sha256').update(readFileSync(SOURCE)).update(process.arch).digest('hex')
  const shim = join(cache, `lost-writes-${version.slice(0, 16)}.so`)
  if (!existsSync(shim)) compile(firstOf(compilers), shim)
  return shim
}

function firstOf(compilers: string[]): string {
  for (const compiler of compilers) {
    try {
      execFileSync(compiler, ['--version'], { stdio: 'ignore' })
      return compiler
    } catch {
      continue // not on the PATH
    }
  }
  throw new Error(
    `lost-writes needs a C compiler, and there is none of ${compilers.join(', ')} on the PATH (Debian: \`apt-get install gcc libc6-dev\`)`
  )
}

function compile(compiler: string, shim: string) {
  mkdirSync(dirname(shim), { recursive: true })
  // others may be at it, too, and must not load half a file
  const unfinished = `${shim}.${process.pid}`
  const flags = ['-x', 'c', '-shared', '-fPIC', '-O2', '-o', unfinished, SOURCE, '-ldl', '-lpthread']
  execFileSync(compiler, flags, { stdio: ['ignore', 'ignore', 'pipe'] })
  renameSync(unfinished, shim)
}

export type LostWrites = {
  /** Whose files lose their writes; must exist when the process starts. */
  directory: string
  /** Where the journals are kept; outside of `directory`. Created when absent. */
  journal: string
}

/** What to add to the environment of the process under test. */
export function lostWritesEnv({ directory, journal }: LostWrites): Record<string, string> {
  mkdirSync(journal, { recursive: true })
  return {
    LD_PRELOAD: compileShim(),
    LOST_WRITES_DIR: directory,
    LOST_WRITES_JOURNAL: journal,
    // what goes over a ring never passes through libc
    UV_USE_IO_URING: '0'
  }
}

/** How often a file of the directory was synced since the journal was created. */
export function countSyncs(journal: string): number {
  return statSync(join(journal, 'syncs')).size
}

export type Loss = { file: string; writes: number }

/**
 * Puts every file back as it was at its last sync. Call when the process is dead (SIGKILL); a process
 * started afterwards with the same journal is seen from there on.
 */
export function losePower(journal: string): Loss[] {
  const about = join(journal, 'directory')
  if (!existsSync(about)) throw new Error(`No process has run with the lost-writes shim and ${journal}`)
  const losses = filesUnder(readFileSync(about, 'utf8')).map(file => loseFile(journal, file))
  for (const name of undoJournals(journal)) truncateSync(join(journal, name))
  return losses.filter(loss => loss.writes > 0)
}

const undoJournals = (journal: string) => readdirSync(journal).filter(name => name.endsWith('.undo'))

function filesUnder(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

function loseFile(journal: string, file: string): Loss {
  const undo = join(journal, journalOf(file))
  const records = existsSync(undo) ? readRecords(readFileSync(undo)) : []
  const fd = openSync(file, 'r+')
  for (const { offset, oldSize, bytes } of records.toReversed()) {
    writeSync(fd, bytes, 0, bytes.length, offset)
    ftruncateSync(fd, oldSize)
  }
  closeSync(fd)
  return { file, writes: records.length }
}

function journalOf(file: string): string {
  const { ino, birthtimeNs } = statSync(file, { bigint: true })
  const nanoseconds = String(birthtimeNs % 1_000_000_000n).padStart(9, '0')
  return `${ino}-${birthtimeNs / 1_000_000_000n}.${nanoseconds}.undo`
}

type UndoRecord = { offset: number; oldSize: number; bytes: Buffer }

const HEADER = 24

function readRecords(journal: Buffer): UndoRecord[] {
  const records: UndoRecord[] = []
  let at = 0
  while (at + HEADER <= journal.length) {
    const [offset, oldSize, length] = [0, 8, 16].map(field => Number(journal.readBigUInt64LE(at + field)))
    const end = at + HEADER + length!
    // the process died while it noted this one, so the write itself never began
    if (end > journal.length) break
    records.push({ offset: offset!, oldSize: oldSize!, bytes: journal.subarray(at + HEADER, end) })
    at = end
  }
  return records
}
