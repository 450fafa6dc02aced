import * as v from 'valibot'
import { LIMITS } from './limits.ts'

// DSK-timeout: what happens when somebody is silent, or gone; a setting of the channel.

export const ABSENCES = ['visitor-silent', 'agent-silent', 'visitor-gone', 'agent-gone'] as const
export type Absence = (typeof ABSENCES)[number]

/** What can be done about each. */
export const REMEDIES = {
  'visitor-silent': ['remind', 'end'],
  'agent-silent': ['remind', 'reassign', 'end'],
  'visitor-gone': ['end'],
  'agent-gone': ['remind', 'reassign', 'end']
} as const satisfies Record<Absence, readonly Timeout['do'][]>

/** `text` stands in the place of our own words; without it the visitor is reminded in the language of the chat. */
export const Timeout = v.pipe(
  v.strictObject({
    when: v.picklist(ABSENCES),
    afterS: v.pipe(
      v.number('has to be a number of seconds'),
      v.integer('has to be whole seconds'),
      v.minValue(5, 'has to be at least 5 seconds'),
      v.maxValue(7 * 86_400, 'has to be at most a week')
    ),
    do: v.picklist(['remind', 'reassign', 'end']),
    text: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameLength * 5)))
  }),
  v.check(
    one => (REMEDIES[one.when] as readonly string[]).includes(one.do),
    'a visitor cannot be reassigned, and nobody is there to remind who is gone'
  )
)
export type Timeout = {
  when: Absence
  afterS: number
  do: 'remind' | 'reassign' | 'end'
  text?: string | undefined
}

export const Timeouts = v.pipe(v.array(Timeout), v.maxLength(20, 'has at most 20'))
