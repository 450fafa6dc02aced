import type { Report } from '#protocol/host'
import type { Live } from '../live.ts'
import { check, type Check } from './checks.ts'
import type { Line, Log } from './log.ts'
import { readSettings, type Setting } from './settings.ts'

/** All that the doctor knows at this moment; what is copied as the report. */
export type Finding = {
  page: string
  script: string
  sysnum: string | undefined
  checks: Check[]
  settings: Setting[]
  /** What the console has been told. */
  said: string[]
  events: readonly Line[]
  chat: Report | undefined
}

export function examine(live: Live, log: Log): Finding {
  const script =
    document.querySelector<HTMLScriptElement>('#zhichiScript, script[src*="entrance"]')?.src ?? ''
  const settings = readSettings(live, script)
  return {
    page: location.href,
    script,
    sysnum: live.core![0],
    checks: check({ live, script, settings, lines: log.lines, report: log.report() }),
    settings,
    said: [...(live.said ?? [])],
    events: [...log.lines],
    chat: log.report()
  }
}
