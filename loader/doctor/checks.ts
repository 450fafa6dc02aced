import type { Report } from '#protocol/host'
import type { Live } from '../live.ts'
import { CONTAINER, ENTRANCE } from '../names.ts'
import type { Line } from './log.ts'
import { withoutProof } from './shown.ts'
import type { Setting } from './settings.ts'
import type { TextKey } from './texts.ts'

/** `bad`: it does not work; `warn`: it most likely is not what was meant; `note`: good to know. */
export type Check = {
  state: 'good' | 'note' | 'warn' | 'bad'
  text: TextKey
  values?: Record<string, string>
}

type Facts = {
  live: Live
  script: string
  settings: Setting[]
  lines: readonly Line[]
  report: Report | undefined
}

/** Each looks at one thing; nothing where there is nothing to say. */
const CHECKS: ((facts: Facts) => Check | undefined)[] = [
  company,
  encryption,
  scripts,
  start,
  entrance,
  triggers,
  names,
  policy,
  frame,
  connection,
  identity,
  storage,
  agreement
]

export const check = (facts: Facts): Check[] => CHECKS.map(one => one(facts)).filter(one => one !== undefined)

function company({ live, script }: Facts): Check {
  const [sysnum, , config, channel] = live.core!
  if (!sysnum) return { state: 'bad', text: 'company.unknown', values: { script: withoutProof(script) } }
  const [number] = channel()
  const named = config['channelid']
  if (named !== undefined && String(named) !== String(number))
    return { state: 'warn', text: 'company.channel', values: { channel: String(named) } }
  return { state: 'good', text: 'company.known', values: { channel: String(number || '–') } }
}

function encryption({ live }: Facts): Check | undefined {
  const isMixed = location.protocol === 'https:' && live.core![1].startsWith('http:')
  return isMixed ? { state: 'bad', text: 'encryption.mixed' } : undefined
}

function scripts(): Check | undefined {
  const count = document.querySelectorAll('script[src*="/entrance"]').length
  return count > 1 ? { state: 'note', text: 'scripts.many', values: { count: String(count) } } : undefined
}

const isOn = (value: unknown) => /^\s*(1|true)\s*$/i.test(String(value))

function start({ live }: Facts): Check | undefined {
  return isOn(live.core![2]['manual']) && !live.settled && !document.getElementById(CONTAINER)
    ? { state: 'note', text: 'start.manual' }
    : undefined
}

function entrance({ live }: Facts): Check | undefined {
  const [sysnum, , config] = live.core!
  if (isOn(config['custom']) || !sysnum || !document.getElementById(CONTAINER)) return undefined
  const button = document.getElementById(ENTRANCE)
  if (!button) return { state: 'warn', text: 'entrance.gone' }
  const { width, height, left, top } = button.getBoundingClientRect()
  const [x, y] = [left + width / 2, top + height / 2]
  if (getComputedStyle(button).visibility === 'hidden')
    return document.querySelector(`#${CONTAINER}[data-open]`)
      ? undefined
      : { state: 'warn', text: 'entrance.hidden' }
  if (width === 0 || x < 0 || y < 0 || x > innerWidth || y > innerHeight)
    return { state: 'warn', text: 'entrance.hidden' }
  const above = document.elementFromPoint(x, y)
  if (above && !button.contains(above) && !above.closest(`#${CONTAINER}, #zc__doctor`))
    return { state: 'warn', text: 'entrance.covered', values: { by: describe(above) } }
  return { state: 'good', text: 'entrance.there' }
}

function triggers({ live }: Facts): Check | undefined {
  if (!isOn(live.core![2]['custom'])) return undefined
  const classes = document.getElementById('zhichiScript')?.className || 'zhiCustomBtn'
  const selector = classes
    .split(/\s+/)
    .filter(Boolean)
    .map(name => `[class~=${JSON.stringify(name)}]:not(script)`)
    .join()
  const count = document.querySelectorAll(selector).length
  return {
    state: count > 0 ? 'good' : 'warn',
    text: count > 0 ? 'triggers.some' : 'triggers.none',
    values: { count: String(count), classes }
  }
}

/** What the console has been told follows below. */
function names({ settings, live }: Facts): Check {
  const wrong = settings.filter(({ why }) => why !== undefined)
  const said = live.said?.size ?? 0
  if (wrong.length > 0)
    return { state: 'warn', text: 'names.wrong', values: { names: wrong.map(({ name }) => name).join(', ') } }
  return said > 0
    ? { state: 'warn', text: 'names.said', values: { count: String(said) } }
    : { state: 'good', text: 'names.right' }
}

function policy({ lines, live }: Facts): Check {
  const ours = lines.filter(({ kind, text }) => kind === 'csp' && text.includes(live.core![1]))
  const found = ours.length > 0 ? ours : lines.filter(({ kind }) => kind === 'csp')
  const values = { what: found.at(-1)?.text ?? '' }
  if (ours.length > 0) return { state: 'bad', text: 'policy.ours', values }
  return found.length > 0
    ? { state: 'note', text: 'policy.others', values }
    : { state: 'good', text: 'policy.none' }
}

function frame({ live, report, lines }: Facts): Check {
  const element = document.querySelector(`#${CONTAINER} iframe`)
  if (!element)
    return lines.some(({ text }) => text === 'failed')
      ? { state: 'bad', text: 'frame.failed', values: { origin: location.origin, server: live.core![1] } }
      : { state: 'note', text: 'frame.none' }
  return report
    ? { state: 'good', text: 'frame.there' }
    : { state: 'note', text: 'frame.silent', values: { origin: location.origin } }
}

const WAYS: TextKey[] = ['way.socket', 'way.stream', 'way.poll']

function connection({ report }: Facts): Check | undefined {
  if (!report || !document.querySelector(`#${CONTAINER} iframe`)) return undefined
  if (report.status === 'refused')
    return { state: 'bad', text: 'connection.refused', values: { why: report.refusal ?? '' } }
  if (!report.leads) return { state: 'good', text: 'connection.other' }
  if (report.status !== 'online') return { state: 'warn', text: 'connection.none' }
  return report.via === 0
    ? { state: 'good', text: 'way.socket' }
    : { state: 'warn', text: WAYS[report.via] ?? 'way.poll' }
}

function identity({ live, report }: Facts): Check | undefined {
  const { partnerid, sign } = live.core![2]
  if (!partnerid) return { state: 'note', text: 'identity.none' }
  if (report?.seen?.verified) return { state: 'good', text: 'identity.proved' }
  return sign ? undefined : { state: 'note', text: 'identity.unproved' }
}

function storage(): Check | undefined {
  try {
    return void localStorage.length
  } catch {
    return { state: 'note', text: 'storage.none' }
  }
}

function agreement({ live }: Facts): Check | undefined {
  return /^\s*(0|false)\s*$/i.test(String(live.core![2]['consent']))
    ? { state: 'note', text: 'agreement.none' }
    : undefined
}

function describe({ tagName, id, classList }: Element): string {
  return `${tagName.toLowerCase()}${id && `#${id}`}${[...classList].map(name => `.${name}`).join('')}`.slice(
    0,
    80
  )
}
