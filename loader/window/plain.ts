import type { HostConfig } from '#protocol/host'

/** A copy that can cross to the iframe: functions, circles and the proxies of frameworks cannot. */
export function plain(values: Record<string, unknown>): HostConfig {
  const copied: HostConfig = {}
  for (const [key, value] of Object.entries(values)) {
    const copy = copyOf(value)
    if (copy !== undefined && copy !== null) copied[key] = copy
  }
  return copied
}

function copyOf(value: unknown) {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    return undefined
  }
}
