import * as v from 'valibot'
import { RuleList } from '../routing.ts'
import { id, listOf, nothing, paging, textUpTo, time } from './fields.ts'
import { operation } from './operation.ts'

const Rules = v.object({
  /** In their order: the first that fits has the say. */
  rules: RuleList
})

const Visitor = v.object({
  id: v.string(),
  name: v.string(),
  /** When the conversation began. */
  at: time
})
export type PastVisitor = v.InferOutput<typeof Visitor>

export const RULES = {
  getRules: operation({
    method: 'get',
    path: '/rules',
    says: 'Who should answer whom, where the page names nobody.',
    role: 'admin',
    scope: 'company:read',
    input: nothing,
    output: Rules
  }),
  updateRules: operation({
    method: 'patch',
    path: '/rules',
    says: 'Puts these rules in the place of all that there were.',
    role: 'admin',
    scope: 'company:write',
    input: Rules,
    output: Rules
  }),
  listPastVisitors: operation({
    method: 'get',
    path: '/past-visitors',
    says: 'Visitors of the newest conversations, to try rules out on.',
    role: 'admin',
    scope: 'company:read',
    input: v.object(paging),
    output: listOf(Visitor)
  }),
  tryRules: operation({
    method: 'get',
    path: '/past-visitors/:visitor/rule',
    says: 'Which rule would have the say for a visitor who was there, by what is known of them now; with `rules`, as JSON, of these instead of those that are set. Nothing is stored.',
    role: 'admin',
    scope: 'company:read',
    input: v.object({
      visitor: id,
      rules: v.optional(v.pipe(textUpTo(8_000), v.parseJson(undefined, 'has to be JSON'), RuleList))
    }),
    output: v.object({
      /** Its place, the first is 1; null: none fits. */
      place: v.nullable(v.number()),
      rule: v.nullable(v.string())
    })
  })
}
