import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../server/openzc.mjs', import.meta.url))
const ASK = fileURLToPath(new URL('./ask-server.ts', import.meta.url))

export type Demo = {
  sysnum: string
  agents: { email: string; password: string; name: string }[]
  /** What the demo shop signs its members with. */
  signingKey: string
}

export type ServerProcess = {
  url: string
  dataDir: string
  demo: Demo
  pid(): number | undefined
  start(): Promise<void>
  kill(signal: NodeJS.Signals): Promise<void>
  /** Signs in and returns the cookie. */
  signIn(agent: number): Promise<string>
  admin(...args: string[]): Record<string, unknown>
  /** Kills it and removes its data. */
  dispose(): Promise<void>
}

/** The real command as a process of its own, on a free port, with the demo company. */
export async function createServerProcess({
  env = {},
  dataDir = mkdtempSync(join(tmpdir(), 'openzc-server-')),
  demo: seeded
}: {
  env?: Record<string, string>
  dataDir?: string
  /** Of another process on the same database. */
  demo?: Demo
} = {}): Promise<ServerProcess> {
  const port = Number(env['PORT'] ?? (await freePort()))
  const url = `http://127.0.0.1:${port}`
  const settings = { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error', ...env }
  let child: ChildProcess | undefined

  function admin(...args: string[]) {
    // A server that runs carries commands out itself: to load the whole command for each would be most of a test's time
    const program = child
      ? [ASK, join(dataDir, 'admin.sock'), ...args]
      : [COMMAND, 'admin', ...args, '--json']
    const { stdout, stderr } = spawnSync(process.execPath, program, { env: settings, encoding: 'utf8' })
    if (!stdout) throw new Error(`openzc admin ${args.join(' ')}: ${stderr}`)
    return JSON.parse(stdout) as Record<string, unknown>
  }

  const demo = seeded ?? (admin('seed-demo') as unknown as Demo)

  async function kill(signal: NodeJS.Signals) {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    running.kill(signal)
    await once(running, 'exit')
  }

  return {
    url,
    dataDir,
    demo,
    pid: () => child?.pid,
    async start() {
      child = spawn(process.execPath, ['--expose-gc', COMMAND, 'serve'], {
        env: settings,
        stdio: ['ignore', 'pipe', 'inherit']
      })
      await ready(child)
    },
    kill,
    async signIn(index) {
      const { email, password } = demo.agents[index]!
      const response = await fetch(`${url}/api/agent/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password })
      })
      if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
      return response.headers.get('set-cookie')!.split(';')[0]!
    },
    admin,
    async dispose() {
      await kill('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
}

async function ready(child: ChildProcess) {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += String(chunk)
    if (text.includes('OpenZC ready')) {
      child.stdout!.resume()
      return
    }
  }
  throw new Error(`the server ended before it was ready: ${text}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))
      )
    })
  })
}
