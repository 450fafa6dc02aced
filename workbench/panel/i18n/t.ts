import { readerOf } from '../../i18n/t.ts'
import { en, type PanelKey } from './en.ts'
import { zhCN } from './zh-CN.ts'

export type { PanelKey }

export const t = readerOf({ en, 'zh-CN': zhCN })
