import { expect, test } from 'vitest'
import { createFakeClock } from '#test/kit/clock'

function setUp() {
  const clock = createFakeClock(1000)
  const fired: string[] = []
  const note = (name: string) => () => fired.push(`${name}@${clock.now()}`)
  return { clock, fired, note }
}

test('fires timers in the order of their time, each at its own time', async () => {
  const { clock, fired, note } = setUp()
  clock.setTimeout(note('late'), 30)
  clock.setTimeout(note('first'), 10)
  clock.setTimeout(note('second'), 10)

  await clock.advance(29)
  expect(fired).toEqual(['first@1010', 'second@1010'])
  expect(clock.now()).toBe(1029)

  await clock.advance(1)
  expect(fired).toEqual(['first@1010', 'second@1010', 'late@1030'])
})

test('does not fire a cleared timer', async () => {
  const { clock, fired, note } = setUp()
  clock.clearTimeout(clock.setTimeout(note('gone'), 10))
  clock.clearTimeout(undefined)

  await clock.advance(100)

  expect(fired).toEqual([])
  expect(clock.pending).toBe(0)
})

test('fires timers that timers set, when they fall into the same advance', async () => {
  const { clock, fired, note } = setUp()
  clock.setTimeout(() => clock.setTimeout(note('inner'), 5), 10)

  await clock.advance(15)

  expect(fired).toEqual(['inner@1015'])
})

test('lets promises settle between timers', async () => {
  const { clock, fired, note } = setUp()
  const sleep = (ms: number) => new Promise<void>(resolve => clock.setTimeout(resolve, ms))
  const walk = async () => {
    await Promise.resolve()
    for (const step of ['a', 'b', 'c']) {
      await sleep(10)
      note(step)()
    }
  }
  void walk()

  await clock.advance(25)
  expect(fired).toEqual(['a@1010', 'b@1020'])
  expect(clock.pending).toBe(1)

  await clock.advance(25)
  expect(fired).toEqual(['a@1010', 'b@1020', 'c@1030'])
})
