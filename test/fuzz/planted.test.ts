import { expect, test } from 'vitest'
import type { Writer } from '#server/store/writer'
import { runScenario, type ScenarioOptions } from './scenario.ts'

// The checker is worth something only if it sees what it is there for: each bug is planted and has to be found.
const BUGS: { name: string; finds: RegExp; plant: Pick<ScenarioOptions, 'wrapWriter' | 'swallows'> }[] = [
  { name: 'a retry is stored a second time', finds: /^doubled/, plant: { wrapWriter: storesRetriesTwice } },
  {
    name: 'the ack comes before the commit, which then fails',
    finds: /^lost/,
    plant: { wrapWriter: acksWithoutStoring }
  },
  {
    name: 'a gap is not asked for',
    finds: /^diverged/,
    plant: { swallows: text => text.startsWith('{"type":"follow"') }
  },
  {
    name: 'a later message overtakes a refused one',
    finds: /^reordered/,
    plant: { wrapWriter: refusesWithoutGate }
  }
]

for (const { name, finds, plant } of BUGS) {
  test(`finds the planted bug: ${name}`, { timeout: 120_000 }, async () => {
    const found: string[] = []
    for (let seed = 1; seed <= 30 && !found.some(one => finds.test(one)); seed++) {
      found.push(...(await runScenario({ seed, operations: 250, ...plant })))
    }
    expect(
      found.some(one => finds.test(one)),
      found.join('\n')
    ).toBe(true)
  })
}

function storesRetriesTwice(writer: Writer): Writer {
  const seen = new Set<string>()
  return {
    ...writer,
    submit(op) {
      if (op.intent.kind !== 'send') return writer.submit(op)
      const { clientId } = op.intent
      const again = seen.has(clientId)
      seen.add(clientId)
      return writer.submit(again ? { ...op, intent: { ...op.intent, clientId: `${clientId}x` } } : op)
    }
  }
}

function acksWithoutStoring(writer: Writer): Writer {
  let count = 0
  return {
    ...writer,
    async submit(op) {
      if (op.intent.kind !== 'send' || ++count % 10 !== 0) return await writer.submit(op)
      const { clientId, content, by } = op.intent
      const entry = {
        seq: 1,
        id: 'never',
        at: 0,
        cid: 'never',
        by: { role: by.role, id: by.id },
        clientId,
        content
      }
      return { ok: true, entries: [], entry, repeated: true }
    }
  }
}

function refusesWithoutGate(writer: Writer): Writer {
  let count = 0
  return {
    ...writer,
    async submit(op) {
      if (op.intent.kind === 'send' && ++count % 7 === 0)
        return { ok: false, code: 'unavailable', why: 'planted' }
      return await writer.submit(op)
    }
  }
}
