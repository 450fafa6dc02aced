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
}

export function readPageFacts(): PageFacts | null {
  const text = document.getElementById('openzc-page')?.textContent ?? 'null'
  try {
    return JSON.parse(text) as PageFacts | null
  } catch {
    return null
  }
}
