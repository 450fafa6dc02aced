import { expect, test } from 'vitest'
import fc from 'fast-check'
import { parseTransferAction, type Step, type Warning } from '#server/desk/transfer-action'

const group = (rest: object) => ({ actionType: 'to_group', deciId: 'g', ...rest })
const agent = (rest: object) => ({ actionType: 'to_service', deciId: 'a', ...rest })
const parse = (...steps: unknown[]) => parseTransferAction(JSON.stringify(steps))

const ALL = ['offline', 'busy', 'closed']
const CODES: { given: object; spillsOn: readonly string[]; warns?: Warning['what'][] }[] = [
  { given: agent({ optionId: '1', spillId: '1' }), spillsOn: ['offline'] },
  { given: agent({ optionId: '1', spillId: '2' }), spillsOn: ['busy'] },
  { given: agent({ optionId: '1', spillId: '3' }), spillsOn: ['offline', 'busy'] },
  { given: agent({ optionId: '1' }), spillsOn: ['offline', 'busy'] },
  { given: agent({ optionId: '2' }), spillsOn: [] },
  { given: agent({ optionId: '2', spillId: '1' }), spillsOn: [] },
  { given: group({ optionId: '3', spillId: '4' }), spillsOn: ['offline'] },
  { given: group({ optionId: '3', spillId: '5' }), spillsOn: ['busy'] },
  { given: group({ optionId: '3', spillId: '6' }), spillsOn: ['closed'] },
  { given: group({ optionId: '3', spillId: '7' }), spillsOn: ALL },
  { given: group({ optionId: '3' }), spillsOn: ALL },
  { given: group({ optionId: '3', spillId: '' }), spillsOn: ALL },
  { given: group({ optionId: '4', spillId: '7' }), spillsOn: [] },
  // Numbers and spaces
  { given: group({ optionId: 3, spillId: 4 }), spillsOn: ['offline'] },
  { given: group({ optionId: ' 3 ', spillId: ' 5' }), spillsOn: ['busy'] },
  // Of the other kind: odd overflows, even does not
  { given: group({ optionId: '1', spillId: '4' }), spillsOn: ['offline'], warns: ['option'] },
  { given: group({ optionId: '2' }), spillsOn: [], warns: ['option'] },
  { given: agent({ optionId: '3', spillId: '1' }), spillsOn: ['offline'], warns: ['option'] },
  { given: agent({ optionId: '4' }), spillsOn: [], warns: ['option'] },
  { given: group({ optionId: '3', spillId: '2' }), spillsOn: ['busy'], warns: ['spill'] },
  { given: agent({ optionId: '1', spillId: '4' }), spillsOn: ['offline'], warns: ['spill'] },
  { given: agent({ optionId: '1', spillId: '6' }), spillsOn: ['offline', 'busy'], warns: ['spill'] },
  // Neither
  { given: group({ spillId: '4' }), spillsOn: ['offline'], warns: ['option'] },
  {
    given: group({ optionId: 'constructor', spillId: 'toString' }),
    spillsOn: ALL,
    warns: ['option', 'spill']
  },
  { given: group({ optionId: '3', spillId: 9 }), spillsOn: ALL, warns: ['spill'] }
]

for (const { given, spillsOn, warns = [] } of CODES) {
  test(`[RCV-transfer_action] ${JSON.stringify(given)} spills on ${spillsOn.join(', ') || 'nothing'}`, () => {
    const { steps, warnings } = parse(given)
    expect(steps.map(step => step.spillsOn)).toEqual([spillsOn])
    expect(warnings.map(({ what }) => what)).toEqual(warns)
  })
}

test('[RCV-transfer_action] the seed’s example is two groups, the first of which spills when nobody is online', () => {
  const text = `[{"actionType":"to_group","optionId":"3","deciId":"162bb6bb038d4a9ea018241a30694064","spillId":"4"},
    {"actionType":"to_group","optionId":"4","deciId":"cae6834444ac43e39d95b1725d2ae454"}]`
  expect(parseTransferAction(text)).toEqual({
    steps: [
      { to: 'group', id: '162bb6bb038d4a9ea018241a30694064', spillsOn: ['offline'] },
      { to: 'group', id: 'cae6834444ac43e39d95b1725d2ae454', spillsOn: [] }
    ] satisfies Step[],
    warnings: []
  })
})

test('[RCV-transfer_action] the fourth step stays, the fifth is not looked at, and both are said', () => {
  const five = Array.from({ length: 5 }, (_, i) => group({ deciId: `g${i}`, optionId: '3', spillId: '7' }))
  const { steps, warnings } = parse(...five)
  expect(steps.map(({ id, spillsOn }) => [id, spillsOn.length])).toEqual([
    ['g0', 3],
    ['g1', 3],
    ['g2', 3],
    ['g3', 0]
  ])
  expect(warnings).toEqual([
    { what: 'fourth-stays', step: 4 },
    { what: 'too-many', given: 5 }
  ])
})

test('[RCV-transfer_action] what is no step is left out by its number, the others count', () => {
  const steps = [null, 'x', { actionType: 'to_robot', deciId: 'r' }, group({ optionId: 4 })]
  expect(parse(...steps)).toEqual({
    steps: [{ to: 'group', id: 'g', spillsOn: [] }],
    warnings: [1, 2, 3].map(step => ({ what: 'not-a-step', step }))
  })
  expect(parse({ actionType: 'to_group', deciId: {} }).warnings).toEqual([{ what: 'not-a-step', step: 1 }])
})

for (const text of ['', 'x', '{}', 'null', '"[]"', '[', '3'])
  test(`[RCV-transfer_action] ${JSON.stringify(text)} is no list`, () => {
    expect(parseTransferAction(text)).toEqual({ steps: [], warnings: [{ what: 'not-a-list' }] })
  })

test('[RCV-transfer_action] nothing that a page writes throws, and at most four steps come of it', () => {
  const code = fc.oneof(fc.integer({ min: -1, max: 9 }), fc.string(), fc.constant(undefined), fc.anything())
  const step = fc.record({
    actionType: fc.constantFrom('to_group', 'to_service', '__proto__'),
    deciId: fc.oneof(fc.string(), fc.integer()),
    optionId: code,
    spillId: code
  })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.array(step).map(list => JSON.stringify(list))
      ),
      text => {
        const { steps } = parseTransferAction(text)
        expect(steps.length).toBeLessThanOrEqual(4)
        expect(steps[3]?.spillsOn ?? []).toEqual([])
        for (const { id, spillsOn } of steps)
          expect([id !== '', Array.isArray(spillsOn)]).toEqual([true, true])
      }
    )
  )
})
