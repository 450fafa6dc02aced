import { ownLanguage } from '../../i18n/t.ts'
import { en, type AdminKey } from './en.ts'
import { zhCN } from './zh-CN.ts'

export type { AdminKey }

const TEXTS = { en, 'zh-CN': zhCN }

/** What is no value of ours stays: placeholders that administrators write themselves. */
export const t = (key: AdminKey, values: Record<string, string | number> = {}): string =>
  TEXTS[ownLanguage()][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
