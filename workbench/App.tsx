import { useEffect, useMemo } from 'preact/hooks'
import { untracked } from '@preact/signals'
import type { KeyValue } from '#client/index'
import { t } from './i18n/t.ts'
import type { Account } from './api.ts'
import type { AccountModel } from './models/AccountModel.ts'
import { createDeskModel } from './models/DeskModel.ts'
import { createLayoutModel } from './models/LayoutModel.ts'
import { Desk } from './components/Desk.tsx'
import { EnrolScreen } from './components/LazySecurity.tsx'
import { Claim, SignIn } from './components/SignIn.tsx'

export function App({ account, storage }: { account: AccountModel; storage: KeyValue }) {
  const state = account.state.value
  switch (state.at) {
    case 'starting':
      return (
        <main class="center">
          <p role="status">{t(state.unreachable ? 'app.unreachable' : 'app.starting')}</p>
        </main>
      )
    case 'sign-in':
      return <SignIn account={account} storage={storage} ended={state.ended} />
    case 'claim':
      return <Claim account={account} storage={storage} linkKey={state.key} />
    case 'enrol':
      return <EnrolScreen onDone={() => void account.enrolled()} onSignOut={() => void account.signOut()} />
    case 'desk':
      return <SignedIn key={state.account.id} account={account} me={state.account} storage={storage} />
  }
}

function SignedIn({ account, me, storage }: { account: AccountModel; me: Account; storage: KeyValue }) {
  const { desk, layout } = useMemo(
    () =>
      untracked(() => ({
        desk: createDeskModel({ account: me, storage, onBroken: isTold => void account.check(isTold) }),
        layout: createLayoutModel(storage)
      })),
    []
  )
  useEffect(() => {
    return () => {
      desk.destroy()
      layout.destroy()
    }
  }, [])
  return <Desk desk={desk} layout={layout} onSignOut={account.signOut} onEnded={account.toSignIn} />
}
