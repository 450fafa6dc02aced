import { readFileSync } from 'node:fs'

/**
 * How much of the machine others used meanwhile, 0 to 1: what tells a disturbed run from a slow one without looking at its
 * outcome. NaN where there is no /proc.
 */
export async function foreignShare<T>(
  pids: number[],
  work: () => Promise<T>
): Promise<{ value: T; foreign: number }> {
  const before = look(pids)
  const value = await work()
  const after = look(pids)
  return { value, foreign: (after.busy - before.busy - (after.own - before.own)) / (after.all - before.all) }
}

function look(pids: number[]) {
  try {
    const [user, nice, system, idle, iowait, irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]!
      .split(/\s+/)
      .slice(1)
      .map(Number) as [number, number, number, number, number, number, number, number]
    const busy = user + nice + system + irq + softirq + steal
    return { busy, all: busy + idle + iowait, own: pids.reduce((sum, pid) => sum + ticksOf(pid), 0) }
  } catch {
    return { busy: NaN, all: NaN, own: NaN }
  }
}

/** Processor time of a process so far, in ms. NaN where there is no /proc. */
export function processorMs(pid: number): number {
  try {
    // The kernel tells it in hundredths of a second
    return ticksOf(pid) * 10
  } catch {
    return NaN
  }
}

function ticksOf(pid: number): number {
  // The name, in parentheses, may hold spaces
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return Number(fields[11]) + Number(fields[12])
}
