import { adviceOn } from '#protocol/config-advice'
import { nearest } from '#protocol/nearest'
import { resolveConfig } from '#protocol/resolve-config'
import type { Live, Puzzle } from '../live.ts'
import { warnOnce } from '../warn.ts'

// Comes to pages that have called something unknown, or set what does not count, and tells their developers in the console.

const { cbk } = window as unknown as { cbk?: { openzc?: Live } }
if (cbk?.openzc) join(cbk.openzc)

/** Tells what has waited, and from now on each as it comes. */
function join(live: Live): void {
  const warn = warnOnce(live)
  live.puzzles.splice(0).forEach(tell)
  live.puzzles.push = (...given) => (given.forEach(tell), 0)

  function tell(puzzle: Puzzle) {
    const [, , , , , commands = {}] = live.core!
    sentencesOn(puzzle, Object.keys(commands)).forEach(warn)
  }
}

function sentencesOn(puzzle: Puzzle, commands: string[]): string[] {
  if (!Array.isArray(puzzle)) return [adviceOnCommand(String(puzzle), commands)]
  const [name, value] = puzzle as [string, unknown]
  return adviceOn(resolveConfig({ [name]: value }, 'script'), 'script')
}

function adviceOnCommand(name: string, commands: string[]): string {
  const meant = nearest(name, commands)
  return `zc("${name}") is not a known command${meant ? `; did you mean ${meant}?` : '.'}`
}
