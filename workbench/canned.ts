import * as v from 'valibot'
import { ask } from './api.ts'

/** A text that is put in with a few keys; `isShared`: the company's. */
export const Reply = v.object({
  id: v.string(),
  isShared: v.boolean(),
  folder: v.string(),
  shortcut: v.string(),
  title: v.string(),
  body: v.string()
})
export type Reply = v.InferOutput<typeof Reply>
export type ReplyDraft = Omit<Reply, 'id'>

const List = v.object({ replies: v.array(Reply) })
const Made = v.object({ id: v.string() })

export const readReplies = () => ask('/api/agent/replies', List)
export const addReply = (draft: ReplyDraft) => ask('/api/agent/replies', Made, draft)
export const changeReply = (id: string, draft: ReplyDraft) =>
  ask(`/api/agent/replies/${id}`, v.unknown(), draft)
export const removeReply = (id: string) => ask(`/api/agent/replies/${id}/remove`, v.unknown(), {})

/** What stands in a reply for something else, in both languages of the workbench. */
export const VARIABLES = {
  visitor: '访客',
  agent: '客服',
  company: '公司',
  greeting: '问候',
  date: '日期',
  time: '时间'
} as const
export type Variable = keyof typeof VARIABLES

/** Whom a reply is for, and who says it; `visitor` empty when it is not known. */
export type ReplyContext = { visitor: string; agent: string; company: string; now: Date }

const names: Record<string, Variable | undefined> = {
  ...Object.fromEntries(Object.keys(VARIABLES).map(name => [name, name as Variable])),
  ...Object.fromEntries(Object.entries(VARIABLES).map(([name, zh]) => [zh, name as Variable]))
}

/** The reply as it is sent: in its own language, whatever the workbench speaks. What is no variable of ours stays. */
export function fillIn(body: string, context: ReplyContext): string {
  const isChinese = /\p{Script=Han}/u.test(body.replace(/\{[^}]*\}/g, ''))
  const filled = body.replace(
    /((?:[,，]\s*|\s)?)\{\s*([\w\p{Script=Han}]+)\s*\}/gu,
    (all, before: string, word: string) => {
      const name = Object.hasOwn(names, word) ? names[word] : undefined
      if (!name) return all
      const value = valueOf(name, context, isChinese)
      // “Hello {visitor}!” to somebody without a name is “Hello!”
      return value === '' ? '' : before + value
    }
  )
  return filled
}

function valueOf(name: Variable, context: ReplyContext, isChinese: boolean): string {
  const { now } = context
  const locale = isChinese ? 'zh-CN' : 'en-GB'
  switch (name) {
    case 'greeting':
      return greetingAt(now.getHours(), isChinese)
    case 'date':
      return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(now)
    case 'time':
      return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(now)
    default:
      return context[name]
  }
}

const GREETINGS: [until: number, en: string, zh: string][] = [
  [5, 'Good evening', '晚上好'],
  [11, 'Good morning', '早上好'],
  [13, 'Hello', '中午好'],
  [18, 'Good afternoon', '下午好'],
  [24, 'Good evening', '晚上好']
]

function greetingAt(hour: number, isChinese: boolean): string {
  const [, en, zh] = GREETINGS.find(([until]) => hour < until)!
  return isChinese ? zh : en
}

/** The best first: by the beginning of the shortcut, then of the title, then by whatever holds every word. */
export function findReplies(replies: readonly Reply[], query: string): Reply[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return [...replies]
  const words = wanted.split(/\s+/)
  return replies
    .flatMap((reply, at) => {
      const rank = rankOf(reply, wanted, words)
      return rank === undefined ? [] : [{ reply, rank, at }]
    })
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ reply }) => reply)
}

function rankOf({ shortcut, title, folder, body }: Reply, wanted: string, words: string[]) {
  const [short, name] = [shortcut.toLowerCase(), title.toLowerCase()]
  if (short === wanted) return 0
  if (short.startsWith(wanted)) return 1
  if (name.startsWith(wanted)) return 2
  const all = `${short}\n${name}\n${folder}\n${body}`.toLowerCase()
  return words.every(word => all.includes(word)) ? (name.includes(wanted) ? 3 : 4) : undefined
}

/** Where a shortcut is being typed: from its slash to the caret. */
export function shortcutAt(text: string, caret: number): { from: number; query: string } | undefined {
  const match = /(?:^|\s)[/、]([^\s/、]*)$/.exec(text.slice(0, caret))
  return match ? { from: caret - match[1]!.length - 1, query: match[1]! } : undefined
}
