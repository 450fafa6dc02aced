import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { Agent, buildConnector, request, type Dispatcher } from 'undici'
import { mayReach, type Allow } from './addresses.ts'

// OUT1 What is reached is decided by the address that is connected to, after the name was looked up: a name that changes its mind later
//      changes nothing.
// OUT2 Every redirect is a request of its own, looked at anew; to another origin nothing goes along but the content itself.
// OUT3 A request ends in time and in size, also while the answer trickles in.

export type OutsideRequest = {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For all of it: names, connections, redirects and the last byte. */
  timeoutMs: number
  /** Of the answer's body. */
  mostBytes: number
  /** Called with each part of a successful answer as it comes. */
  onPart?(part: Buffer): void
}

export type OutsideAnswer = { status: number; headers: Record<string, string>; body: string; url: string }

/** Requests to addresses that somebody typed. Rejects with an OutboundError. */
export type Outbound = {
  fetchOutside(url: string, given: OutsideRequest): Promise<OutsideAnswer>
  close(): Promise<void>
}

export type OutboundCode = 'bad-address' | 'blocked' | 'timeout' | 'too-large' | 'redirect' | 'unreachable'

export class OutboundError extends Error {
  readonly code: OutboundCode
  constructor(code: OutboundCode, detail: string, options?: { cause?: unknown }) {
    super(detail, options)
    this.name = 'OutboundError'
    this.code = code
  }
}

type Lookup = (
  name: string,
  options: { all: true },
  done: (error: Error | null, found: LookupAddress[]) => void
) => void

const MOST_REDIRECTS = 3
const CONNECT_MS = 5_000
/** What stays with a request that is sent on to another origin. */
const HARMLESS = new Set(['accept', 'content-type'])

export function createOutbound({
  allow,
  lookup = systemLookup as Lookup
}: {
  allow: readonly Allow[]
  /** Tests answer for names that are not there. */
  lookup?: Lookup
}): Outbound {
  const agent = new Agent({
    connect: checkedConnector(allow, lookup),
    connections: 20,
    maxHeaderSize: 16_384,
    headersTimeout: 0,
    bodyTimeout: 0
  })

  async function fetchOutside(url: string, given: OutsideRequest): Promise<OutsideAnswer> {
    const signal = AbortSignal.timeout(given.timeoutMs)
    try {
      return await follow(readAddress(url, allow), given, signal)
    } catch (error) {
      throw explain(error, signal)
    }
  }

  async function follow(first: URL, given: OutsideRequest, signal: AbortSignal): Promise<OutsideAnswer> {
    let url = first
    let headers = given.headers ?? {}
    for (let i = 0; i <= MOST_REDIRECTS; i++) {
      const answer = await request(url, {
        dispatcher: agent,
        method: given.method ?? 'GET',
        headers: { 'user-agent': 'OpenZC', 'accept-encoding': 'identity', ...headers },
        ...(given.body === undefined ? {} : { body: given.body }),
        signal
      })
      const wanted = redirectOf(answer, url, given)
      const next = wanted && readAddress(wanted, allow)
      if (!next) return await readAnswer(answer, url, given)
      answer.body.on('error', () => {}).destroy()
      if (next.origin !== url.origin)
        headers = Object.fromEntries(
          Object.entries(headers).filter(([name]) => HARMLESS.has(name.toLowerCase()))
        )
      url = next
    }
    throw new OutboundError('redirect', `more than ${MOST_REDIRECTS} redirects`)
  }

  return { fetchOutside, close: () => agent.destroy() }
}

/** http and https without a name and password, on a port that web servers have. */
function readAddress(given: string | URL, allow: readonly Allow[]): URL {
  const url = URL.parse(given)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new OutboundError('bad-address', 'the address has to begin with http:// or https://')
  if (url.username || url.password)
    throw new OutboundError('bad-address', 'the address may not hold a name or a password')
  const port = portOf(url)
  const isOpened = allow.some(one => one.port === port)
  if (port < 1_024 && port !== 80 && port !== 443 && !isOpened)
    throw new OutboundError('bad-address', `port ${port} is not one of a web server`)
  return url
}

const portOf = ({ port, protocol }: URL) => Number(port) || (protocol === 'https:' ? 443 : 80)

/** What is posted is sent on only where the server says that it is to be posted there. */
function redirectOf({ statusCode, headers }: Dispatcher.ResponseData, url: URL, given: OutsideRequest) {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined
  const isPost = given.method === 'POST'
  if (isPost && statusCode < 307) throw new OutboundError('redirect', `answered with ${statusCode}`)
  const next = URL.parse(String(headers['location'] ?? ''), url)
  if (!next) throw new OutboundError('redirect', 'redirects to no address')
  if (url.protocol === 'https:' && next.protocol !== 'https:')
    throw new OutboundError('redirect', 'redirects from https to something less')
  return next
}

async function readAnswer(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  url: URL,
  { mostBytes, onPart }: OutsideRequest
): Promise<OutsideAnswer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length
    if (length > mostBytes)
      throw new OutboundError('too-large', `the answer is longer than ${mostBytes} bytes`)
    parts.push(part)
    if (statusCode < 300) onPart?.(part)
  }
  return {
    status: statusCode,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : String(value)
      ])
    ),
    body: Buffer.concat(parts).toString('utf8'),
    url: url.href
  }
}

function checkedConnector(allow: readonly Allow[], lookup: Lookup): buildConnector.connector {
  return (options, done) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    const host = options.hostname.replace(/^\[|\]$/g, '')
    const refusal = () => new OutboundError('blocked', `${host} is not on the public internet`)
    // A name that is an address is looked up by nobody
    if (isIP(host) && !mayReach(host, port, allow)) return done(refusal(), null)
    const connect = buildConnector({
      timeout: CONNECT_MS,
      lookup: (name: string, wanted: { all?: boolean }, found: (...given: unknown[]) => void) =>
        lookup(name, { all: true }, (error, all) => {
          if (error) return found(error)
          if (all.length === 0 || all.some(({ address }) => !mayReach(address, port, allow)))
            return found(refusal())
          return wanted.all ? found(null, all) : found(null, all[0]!.address, all[0]!.family)
        })
    } as buildConnector.BuildOptions)
    return connect(options, done)
  }
}

function explain(error: unknown, signal: AbortSignal): OutboundError {
  for (let one = error, i = 0; one instanceof Error && i < 5; one = one.cause, i++) {
    if (one instanceof OutboundError) return one
  }
  if (signal.aborted) return new OutboundError('timeout', 'no answer in time', { cause: error })
  return new OutboundError('unreachable', error instanceof Error ? error.message : String(error), {
    cause: error
  })
}
