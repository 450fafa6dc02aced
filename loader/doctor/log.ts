import type { Report } from '#protocol/host'
import type { Live } from '../live.ts'
import { shown } from './shown.ts'

export type Line = { at: number; kind: 'call' | 'event' | 'csp'; text: string }
export type Log = ReturnType<typeof createLog>

const MOST = 200
const EVENTS = [
  'frame_ready',
  'expand',
  'collapse',
  'receive_message',
  'unread_count',
  'offline_message_count',
  'failed'
]

/** What happens from now on: calls of the page, events of the chat, and what a Content Security Policy has stopped. */
export function createLog(queue: ArrayLike<any>[], live: Live) {
  const lines: Line[] = []
  const { push } = queue
  const heard: [event: string, listener: (value: unknown) => void][] = []
  let report: Report | undefined
  let answered: () => void = Boolean

  function add(kind: Line['kind'], text: string) {
    lines.push({ at: Date.now(), kind, text })
    if (lines.length > MOST) lines.shift()
  }

  queue.push = (...calls) => {
    for (const call of calls) add('call', describeCall(call))
    return push.apply(queue, calls)
  }

  function hear(event: string, listener: (value: unknown) => void) {
    heard.push([event, listener])
    // Not by zc("on"), which brings the chat in
    live.orders.push(['on', event, listener])
  }
  for (const event of EVENTS)
    hear(event, value => {
      add('event', value === undefined ? event : `${event} ${shown(value)}`)
      if (event === 'frame_ready') answered()
    })
  hear('report', text => {
    report = JSON.parse(String(text) || 'null') ?? undefined
  })

  const onViolation = ({ effectiveDirective, blockedURI, sourceFile }: SecurityPolicyViolationEvent) =>
    add('csp', `${effectiveDirective}: ${blockedURI || 'inline'}${sourceFile ? ` (${sourceFile})` : ''}`)
  document.addEventListener('securitypolicyviolation', onViolation)

  return {
    lines,
    /** What the chat has last said of itself. */
    report: () => report,
    onAnswer(listener: () => void) {
      answered = listener
    },
    end() {
      document.removeEventListener('securitypolicyviolation', onViolation)
      for (const [event, listener] of heard) live.orders.push(['off', event, listener])
    }
  }
}

const describeCall = ([name, ...given]: any) =>
  `zc(${[shown(name), ...given.map((one: unknown) => shown(one))].join(', ')})`
