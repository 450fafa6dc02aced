import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Bus } from '#server/bus/bus'

/** What lies between the buses of the processes. */
export type Medium = {
  connect(): Bus
  cut(): Promise<void> | void
  mend(): Promise<void> | void
  close(): Promise<void>
}

const until = async (condition: () => boolean, what: string) => {
  for (
    const end = Date.now() + 15_000;
    Date.now() < end;
    await new Promise(resolve => setTimeout(resolve, 5))
  )
    if (condition()) return
  throw new Error(`not within 15 s: ${what}`)
}

/** What every way between processes promises. */
export function busContract(name: string, open: () => Promise<Medium>) {
  describe(`bus: ${name}`, () => {
    let medium: Medium
    const buses: Bus[] = []
    beforeAll(async () => {
      medium = await open()
    })
    afterAll(() => medium.close())
    afterEach(async () => {
      for (const bus of buses.splice(0)) await bus.close()
    })

    async function connect(): Promise<Bus> {
      const bus = medium.connect()
      buses.push(bus)
      await until(bus.isUp, 'the bus is up')
      return bus
    }
    /** Both have heard everything that the other has said so far. */
    async function inStep(one: Bus, other: Bus) {
      const heard = new Set<string>()
      const stops = [
        one.subscribe('step', () => heard.add('one')),
        other.subscribe('step', () => heard.add('other'))
      ]
      await until(() => {
        one.publish('step', '')
        other.publish('step', '')
        return heard.size === 2
      }, 'both hear each other')
      for (const stop of stops) stop()
    }

    test('[DSK-assign] every other process hears what is published, in order; the own one never', async () => {
      const [one, other, third] = [await connect(), await connect(), await connect()]
      const heard = { one: [] as string[], other: [] as string[], third: [] as string[] }
      one.subscribe('topic with words', text => heard.one.push(text))
      other.subscribe('topic with words', text => heard.other.push(text))
      third.subscribe('topic with words', text => heard.third.push(text))
      for (let i = 0; i < 100; i++) one.publish('topic with words', `${i} 你好\n second line`)
      await until(() => heard.other.length === 100 && heard.third.length === 100, 'all of it')
      await inStep(one, other)
      const said = Array.from({ length: 100 }, (_, i) => `${i} 你好\n second line`)
      expect(heard).toEqual({ one: [], other: said, third: said })
    })

    test('[DSK-assign] a topic is heard by those who listen to it, until they stop', async () => {
      const [one, other] = [await connect(), await connect()]
      const heard: string[] = []
      const stop = other.subscribe('a', text => heard.push(`first ${text}`))
      other.subscribe('a', text => heard.push(`second ${text}`))
      other.subscribe('b', text => heard.push(`b ${text}`))
      one.publish('a', '1')
      await until(() => heard.length === 2, 'both listeners')
      stop()
      stop()
      one.publish('a', '2')
      await inStep(one, other)
      expect(heard).toEqual(['first 1', 'second 1', 'second 2'])
    })

    test('[DSK-assign] while it is away publishing neither throws nor waits; afterwards all are told of the gap, and hear again', async () => {
      const [one, other] = [await connect(), await connect()]
      const heard: string[] = []
      const gaps = { one: 0, other: 0 }
      one.onGap(() => gaps.one++)
      other.onGap(() => gaps.other++)
      other.subscribe('topic', text => heard.push(text))
      await inStep(one, other)
      Object.assign(gaps, { one: 0, other: 0 })
      await medium.cut()
      await until(() => !one.isUp() && !other.isUp(), 'both notice')
      for (let i = 0; i < 50_000; i++) one.publish('topic', 'x'.repeat(1_000))
      await medium.mend()
      await until(() => gaps.one > 0 && gaps.other > 0, 'both are told')
      await inStep(one, other)
      one.publish('topic', 'after')
      await until(() => heard.includes('after'), 'what comes after')
      // None of it was kept: the receivers look into the database
      expect(heard.length).toBe(1)
    })

    test('[DSK-assign] a closed bus hears nothing more, and saying something to it is no error', async () => {
      const [one, other] = [await connect(), await connect()]
      const heard: string[] = []
      other.subscribe('topic', text => heard.push(text))
      await other.close()
      one.publish('topic', 'anybody there?')
      other.publish('topic', 'no')
      const third = await connect()
      await inStep(one, third)
      expect(heard).toEqual([])
    })
  })
}
