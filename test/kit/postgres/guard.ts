import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Takes the server and its folder away when we are gone, however we went. */
export type Guard = { finish(): Promise<void> }

// Its standard input is a pipe from us: it ends when we end it or die, by SIGKILL too.
const SCRIPT = `
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
  kill -QUIT "$pid" 2>/dev/null
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
fi
rm -rf "$1"
`

export function startGuard(folder: string): Guard {
  const guard = spawn('sh', ['-c', SCRIPT, 'guard', folder], {
    detached: true, // Ctrl-C goes to the whole group, and the guard has to outlive us
    stdio: ['pipe', 'ignore', 'ignore']
  })
  guard.unref()

  return {
    async finish() {
      if (guard.exitCode !== null) return
      guard.ref()
      guard.stdin.end()
      await once(guard, 'exit')
    }
  }
}
