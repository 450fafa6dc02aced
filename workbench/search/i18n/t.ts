import { readerOf } from '../../i18n/t.ts'
import { en, type SearchKey } from './en.ts'
import { zhCN } from './zh-CN.ts'

export type { SearchKey }

export const t = readerOf({ en, 'zh-CN': zhCN })

/** What a field of the page's settings is called; its own key where agents have no other word for it. */
export const fieldName = (key: string): string =>
  Object.hasOwn(en, `search.field.${key}`) ? t(`search.field.${key}` as SearchKey) : key
