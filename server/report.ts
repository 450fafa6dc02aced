import { pino, type Logger } from 'pino'

// Every event that the log knows, with its level. Nothing that a visitor wrote is logged.
const EVENTS = {
  started: 'info',
  stopping: 'info',
  stopped: 'info',
  migrated: 'info',
  'catch-up-failed': 'error',
  'bus-up': 'info',
  'bus-down': 'error',
  'bus-single': 'warn',
  'commit-failed': 'error',
  'frame-failed': 'error',
  'request-failed': 'error',
  'desk-failed': 'error',
  'push-failed': 'error',
  'assign-failed': 'error',
  'queue-failed': 'error',
  'referral-failed': 'error',
  'tracks-failed': 'error',
  'trail-failed': 'error',
  'retention-failed': 'error',
  'search-failed': 'error',
  'robot-failed': 'error',
  'channel-failed': 'warn',
  'delivery-failed': 'warn',
  'greeting-failed': 'error',
  'timeout-failed': 'error',
  'file-left': 'warn',
  'bad-frame': 'debug',
  'slow-reader-cut': 'warn',
  'visitor-refused': 'warn',
  'recheck-failed': 'error',
  'sign-in-failed': 'warn',
  'summary-fields-ignored': 'warn'
} as const satisfies Record<string, 'debug' | 'info' | 'warn' | 'error'>

export type Report = (event: keyof typeof EVENTS, details?: Record<string, unknown>) => void

export function createReport(logger: Logger): Report {
  return (event, details = {}) => logger[EVENTS[event]]({ event, ...details })
}

export function createLogReport(level: string): Report {
  return createReport(
    pino(
      { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ dest: 2, sync: false })
    )
  )
}

export const silentReport: Report = () => {}
