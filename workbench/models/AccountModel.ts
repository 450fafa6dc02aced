import { signal } from '@preact/signals'
import * as api from '../api.ts'
import type { Account, Answer, Problem } from '../api.ts'

export type AccountState =
  | { at: 'starting'; unreachable: boolean }
  | { at: 'sign-in'; ended: boolean }
  | { at: 'claim'; key: string }
  | { at: 'enrol'; account: Account }
  | { at: 'desk'; account: Account }

export type AccountModel = ReturnType<typeof createAccountModel>

const RETRY_MS = 3_000
const CHECK_AGAIN_AFTER_MS = 5_000

/** Who is at this browser, and which of the screens that makes. */
export function createAccountModel() {
  const state = signal<AccountState>({ at: 'starting', unreachable: false })
  let checkedAt = 0

  const inside = (account: Account): AccountState => ({ at: account.mustEnrol ? 'enrol' : 'desk', account })

  async function start(first = false) {
    const known = first ? api.accountInPage() : undefined
    const answer = known && (known.ok || known.problem === 'unauthorized') ? known : await api.me()
    if (state.value.at !== 'starting') return
    if (answer.ok) state.value = inside(answer.value)
    else if (answer.problem === 'unauthorized') state.value = { at: 'sign-in', ended: false }
    else {
      state.value = { at: 'starting', unreachable: true }
      setTimeout(() => void start(), RETRY_MS)
    }
  }

  /** A one-time link may also be pasted while the page is open. */
  function takeKey(): boolean {
    const key = new URLSearchParams(location.hash.slice(1)).get('key')
    if (!key) return false
    // Not to be left in the history, nor to be shared by mistake
    history.replaceState(null, '', location.pathname + location.search)
    state.value = { at: 'claim', key }
    return true
  }

  function enter(answer: Answer<Account>): Problem | undefined {
    if (!answer.ok) return answer.problem
    // The page was made for nobody, so its policy allows no plug-in of this company
    if (!api.allowsFrames(answer.value.frames)) return void location.reload()
    state.value = inside(answer.value)
    return undefined
  }

  addEventListener('hashchange', takeKey)
  if (!takeKey()) void start(true)

  return {
    state,
    signIn: async (email: string, password: string, code: string) =>
      enter(await api.signIn(email, password, code)),
    /** A second factor was set up. */
    async enrolled() {
      enter(await api.me())
    },
    claim: async (key: string, password: string) => enter(await api.claim(key, password)),
    toSignIn() {
      state.value = { at: 'sign-in', ended: false }
    },
    async signOut(): Promise<Problem | undefined> {
      const answer = await api.signOut()
      if (!answer.ok && answer.problem !== 'unauthorized') return answer.problem
      history.replaceState(null, '', location.pathname)
      state.value = { at: 'sign-in', ended: false }
      return undefined
    },
    /** The connection broke: asks whether it is the sign-in that has ended, not more often than makes sense unless the server has said so. */
    async check(isTold = false) {
      if (!isTold && Date.now() - checkedAt < CHECK_AGAIN_AFTER_MS) return
      checkedAt = Date.now()
      const answer = await api.me()
      if (answer.ok && answer.value.mustEnrol) state.value = inside(answer.value)
      if (!answer.ok && answer.problem === 'unauthorized' && state.value.at === 'desk')
        state.value = { at: 'sign-in', ended: true }
    }
  }
}
