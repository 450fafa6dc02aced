import * as v from 'valibot'
import { textUpTo, wholeText } from './fields.ts'
import { operation } from './operation.ts'

/** What can be said of a page that should have the snippet. Words for each are in the workbench. */
export const FINDINGS = {
  unreachable: 'problem',
  blocked: 'problem',
  status: 'problem',
  'not-html': 'problem',
  missing: 'problem',
  unreadable: 'warning',
  elsewhere: 'problem',
  'sysnum-missing': 'problem',
  'sysnum-other': 'problem',
  mixed: 'problem',
  'first-generation': 'warning',
  'channel-unknown': 'problem',
  'channel-other': 'warning',
  'channel-first': 'warning',
  doubled: 'problem',
  domain: 'problem',
  'csp-inline': 'problem',
  'csp-script': 'problem',
  'csp-frame': 'problem',
  'csp-types': 'problem',
  'integrity-moving': 'problem',
  'integrity-wrong': 'problem',
  'integrity-crossorigin': 'problem',
  ok: 'ok'
} as const satisfies Record<string, 'ok' | 'warning' | 'problem'>
export type FindingCode = keyof typeof FINDINGS

const Finding = v.object({
  code: v.picklist(Object.keys(FINDINGS) as FindingCode[]),
  /** A `problem` keeps the chat from visitors; of a `warning` somebody should know. */
  level: v.picklist(['ok', 'warning', 'problem']),
  /** What was found there, and what should be. */
  values: v.record(v.string(), v.string())
})
export type Finding = v.InferOutput<typeof Finding>

export const SITE_CHECK = {
  checkSite: operation({
    method: 'post',
    path: '/channels/:channel/check',
    says: 'Fetches a page of the public internet and says whether the snippet of this channel is there and right. Scripts of the page are not run.',
    role: 'admin',
    scope: 'channels:read',
    input: v.object({
      channel: wholeText(1, 1_000_000),
      page: v.pipe(
        textUpTo(2_000),
        v.minLength(1, 'is needed'),
        v.transform(text => (/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`)),
        v.url('has to be the address of a page')
      )
    }),
    output: v.object({
      /** Where it was found, behind redirects. */
      page: v.string(),
      findings: v.array(Finding)
    })
  })
}
