import { ownLanguage } from '../../i18n/t.ts'
import { en, type PanelKey } from './en.ts'
import { zhCN } from './zh-CN.ts'

export type { PanelKey }

const TEXTS = { en, 'zh-CN': zhCN }

export const t = (key: PanelKey, values: Record<string, string | number> = {}): string =>
  TEXTS[ownLanguage()][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
