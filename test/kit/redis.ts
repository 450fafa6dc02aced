import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import { findFreePort } from './postgres/server.ts'

/** A real Redis of the test's own, without persistence; it ends with the test's process. */
export type RedisServer = {
  url: string
  /** Ends it and starts it again on the same port. */
  restart(): Promise<void>
  down(): Promise<void>
  up(): Promise<void>
  /** Holds it without a word to anybody, as a network does that swallows everything; `go` lets it go on. */
  freeze(): void
  go(): void
  stop(): Promise<void>
}

export async function startRedis(): Promise<RedisServer> {
  const port = await findFreePort()
  let child: ChildProcess | undefined

  async function up() {
    child = await start(findRedis(), port)
  }
  async function down() {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    running.ref()
    running.kill('SIGKILL')
    await once(running, 'exit')
  }
  await up()

  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await down()
      await up()
    },
    up,
    down,
    freeze: () => void child?.kill('SIGSTOP'),
    go: () => void child?.kill('SIGCONT'),
    stop: down
  }
}

/** `apt-get install redis-server`, which `npm test` does where it may. */
export function findRedis(path = process.env['PATH'] ?? ''): string {
  const folders = [...path.split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
  const found = folders
    .flatMap(folder => (folder ? ['redis-server', 'valkey-server'].map(name => join(folder, name)) : []))
    .find(existsSync)
  if (found) return found
  throw new Error('No Redis: install redis-server 7 or later (Debian: `apt-get install redis-server`).')
}

async function start(command: string, port: number): Promise<ChildProcess> {
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn(command, flags, { cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    let log = ''
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`Redis did not start:\n${log}`)))
    child.stdout!.on('data', chunk => {
      log = (log + String(chunk)).slice(-10_000)
      if (log.includes('Ready to accept connections')) resolve()
    })
  })
  child.removeAllListeners('exit').unref()
  guard(child)
  child.stdout!.removeAllListeners('data').resume()
  ;(child.stdout as unknown as { unref(): void }).unref()
  return child
}

/** It ends with us, however we end: the standard input of the guard is a pipe from us. */
function guard(child: ChildProcess) {
  const script = `cat >/dev/null; kill -9 ${child.pid} 2>/dev/null`
  const one = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.once('exit', () => one.kill('SIGKILL'))
  one.unref()
  ;(one.stdin as unknown as { unref(): void }).unref()
}
