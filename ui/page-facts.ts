import type { WelcomeWords } from '#protocol/welcome'

/** What the server writes into a chat page; null when it knows no such company. */
export type PageFacts = {
  sysnum: string
  name: string
  /** Number of the channel whose rules count here. */
  channel?: number
  color?: string
  typingPreview?: boolean
  /** Of the channel, for visitors whose own language we do not speak. */
  locale?: string
  domains: string[]
  /** The company's own words for who opens the chat, and who answers first; what is missing we say ourselves. */
  words?: WelcomeWords
}

/** Whose chat it is, as links say it. */
export const whereOf = ({ sysnum, channel }: PageFacts) => ({
  sysnum,
  ...(channel === undefined ? {} : { channelid: String(channel) })
})

export function readPageFacts(): PageFacts | null {
  const text = document.getElementById('openzc-page')?.textContent ?? 'null'
  try {
    return JSON.parse(text) as PageFacts | null
  } catch {
    return null
  }
}
