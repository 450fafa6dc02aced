import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Account } from './account.ts'

export type Server = { stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> }

export type ServerOptions = {
  binaries: string
  data: string
  account: Account
  port: number
  settings: Record<string, string>
}

/** Resolves when it accepts connections. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { binaries, data, account, port } = options
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...account,
    cwd: data,
    env: SERVER_ENV,
    stdio: ['ignore', 'ignore', 'pipe']
  })
  await untilReady(child)
  letGo(child)

  return {
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.ref()
      child.kill(signal)
      await once(child, 'exit')
    }
  }
}

/** What a developer has set for psql must not reach the server. */
export const SERVER_ENV = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }

async function untilReady(child: ChildProcess) {
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)))
    child.stderr!.on('data', chunk => {
      log = (log + String(chunk)).slice(-10_000)
      if (log.includes('ready to accept connections')) resolve()
    })
  })
}

/** Who forgets to stop it is not kept alive by it; its log must go on being read. */
function letGo(child: ChildProcess) {
  child.removeAllListeners('exit').unref()
  const log = child.stderr as unknown as { removeAllListeners(): void; resume(): void; unref(): void }
  log.removeAllListeners()
  log.resume()
  log.unref()
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
