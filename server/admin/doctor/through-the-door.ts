import type { Config } from '#server/config'
import type { Check } from './check.ts'

// What a browser meets on its way to a server that runs: the same address, with whatever stands in front of it.

const PATIENCE_MS = 5_000
const CHAT = '/chat/frame/v2/app.html'

type Door = { outside: string; inside: string }

export async function throughTheDoor({ publicOrigin, host, port }: Config): Promise<Check[]> {
  const inside = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`
  const door = { outside: publicOrigin ?? inside, inside }
  const reached = await isReached(door)
  if (!reached.ok) return [reached]
  const rest = await Promise.all([
    socketOpens(door),
    streamFlows(door),
    frameIsAllowed(door),
    addressIsTold(door)
  ])
  return [reached, ...rest]
}

async function isReached({ outside }: Door): Promise<Check> {
  const check = 'server'
  try {
    const answer = await ask(`${outside}/healthz`)
    const { ok } = (await answer.json()) as { ok?: boolean }
    if (answer.status === 200 && ok) return { check, ok: true, says: `it answers at ${outside}` }
    return { check, ok: false, says: `${outside}/healthz answers with ${answer.status}` }
  } catch (error) {
    return { check, ok: false, says: `${outside} cannot be reached from here: ${reason(error)}` }
  }
}

async function socketOpens({ outside }: Door): Promise<Check> {
  const check = 'socket'
  const socket = new WebSocket(`${outside.replace(/^http/, 'ws')}/socket`)
  try {
    const opened = await within(
      new Promise<boolean>(resolve => {
        socket.addEventListener('open', () => resolve(true))
        socket.addEventListener('error', () => resolve(false))
      })
    )
    if (opened) return { check, ok: true, says: 'a WebSocket opens' }
  } catch {
    // Neither opened nor refused in time
  } finally {
    socket.close()
  }
  const says =
    'no WebSocket opens: let the proxy pass the headers Upgrade and Connection on. Until then all goes over slower ways'
  return { check, ok: false, says }
}

/** A proxy that gathers what we stream holds back every message of whoever has no WebSocket. */
async function streamFlows({ outside }: Door): Promise<Check> {
  const check = 'stream'
  const stop = new AbortController()
  try {
    const answer = fetch(`${outside}/api/live/stream`, {
      method: 'POST',
      headers: { origin: outside },
      signal: stop.signal
    })
    if (await within(answer.then(hasSecond)))
      return { check, ok: true, says: 'what is streamed arrives at once' }
  } catch {
    // The same advice
  } finally {
    stop.abort()
  }
  return {
    check,
    ok: false,
    says: 'the proxy gathers what is streamed: switch its buffering and its compression off for it'
  }
}

/** The first bytes come along with the headers, whatever stands between. */
async function hasSecond({ body }: Response): Promise<boolean> {
  const reader = body!.getReader()
  await reader.read()
  return (await reader.read()).value !== undefined
}

async function frameIsAllowed({ outside, inside }: Door): Promise<Check> {
  const check = 'frame'
  const [there, here] = await Promise.all([ask(`${outside}${CHAT}`), ask(`${inside}${CHAT}`)])
  const added = there.headers.get('x-frame-options')
  if (added)
    return {
      check,
      ok: false,
      says: `the proxy adds X-Frame-Options: ${added}, and no page can show the chat`
    }
  const [outer, inner] = [ancestorsOf(there), ancestorsOf(here)]
  if (outer !== inner)
    return { check, ok: false, says: `the proxy changes the policy to “${outer}”, ours is “${inner}”` }
  return { check, ok: true, says: 'pages may show the chat' }
}

const ancestorsOf = ({ headers }: Response) =>
  [...(headers.get('content-security-policy') ?? '').matchAll(/frame-ancestors [^;,]*/g)]
    .map(([text]) => text.trim())
    .join(', ')

/** What only this machine may read is hidden as soon as a proxy says for whom it asks. */
async function addressIsTold({ outside, inside }: Door): Promise<Check> {
  const check = 'visitors'
  if (outside === inside) return { check, ok: true, says: 'no proxy is in front' }
  const { status } = await ask(`${outside}/metrics`)
  return status === 404
    ? { check, ok: true, says: 'the proxy says who asks' }
    : { check, ok: false, says: 'let the proxy set X-Forwarded-For: now every visitor has its address' }
}

const ask = (url: string) => fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' })

const within = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS).unref()
    )
  ])

function reason(error: unknown): string {
  const { cause, message } = error as Error & { cause?: Error }
  return cause?.message ?? message
}
