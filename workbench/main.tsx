import '#ui/theme.css'
import '#ui/chat.css'
import './workbench.css'
import { render } from 'preact'
import { openStorage } from '#client/index'
import { App } from './App.tsx'
import { createAccountModel } from './models/AccountModel.ts'
import { startLanguage } from './i18n/t.ts'
import { keepOffer } from './install.ts'
import { fitToKeyboard } from './viewport.ts'

const root = document.getElementById('app')!
const storage = openStorage()
startLanguage(storage)
fitToKeyboard(root)
keepOffer()
render(<App account={createAccountModel()} storage={storage} />, root)
