import { languageOf, type Language, type Text } from '#texts/languages'
import { language, speak } from './t.ts'

// A visitor's page comes with the texts of the one language that the server has chosen for it; others are asked for when the
// page around the chat configures another `locale`.

type PageTexts = {
  language: Language
  texts: Record<string, Text>
  /** Address of the other languages' texts, up to the name. */
  others: string
}

export type PageLanguage = ReturnType<typeof startPageLanguage>

/** `locale` is what the server has known of the visitor's wish, `fallback` the channel's language. */
export function startPageLanguage(locale: string | undefined, fallback: string | undefined) {
  const { language: first, texts, others } = readPageTexts()
  let wished = locale
  speak(first, texts)

  async function bring(wish: string | undefined) {
    const next = languageOf(wish, ...navigator.languages, fallback) ?? 'en'
    // What cannot be had is English; when that cannot be had either, all stays as it is
    for (const one of next === 'en' ? [next] : [next, 'en' as const]) {
      if (one === language.value) return
      const found = one === first ? texts : await load(`${others}${one}.json`)
      if (wish !== wished) return
      if (found) return speak(one, found)
    }
  }

  return {
    /** Takes effect at once when the page had the texts, else when they have come. */
    wish(next: string | undefined) {
      if (next === wished) return
      wished = next
      void bring(next)
    }
  }
}

async function load(address: string): Promise<Record<string, Text> | undefined> {
  try {
    const response = await fetch(address)
    return response.ok ? ((await response.json()) as Record<string, Text>) : undefined
  } catch {
    return undefined
  }
}

function readPageTexts(): PageTexts {
  return JSON.parse(document.getElementById('openzc-texts')!.textContent!) as PageTexts
}
