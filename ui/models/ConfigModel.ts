import { signal } from '@preact/signals'
import type { ChatConfig, Surface } from '#protocol/keys'
import { toOffer } from '#protocol/offer'
import { resolveConfig } from '#protocol/resolve-config'
import { adviceOn } from '#protocol/config-advice'
import { setAccent } from '../accent.ts'
import type { PageLanguage } from '../i18n/page-language.ts'

export type ConfigModel = ReturnType<typeof createConfigModel>

export type ConfigModelOptions = {
  surface: Surface
  /** The channel's colour, for pages that set none. */
  color: string | undefined
  language: PageLanguage
  /** A sentence for whoever wrote the page; each is told once. */
  advise(sentence: string): void
}

/** What the page or the link around the chat has configured: the one owner of it. */
export function createConfigModel({ surface, color, language, advise }: ConfigModelOptions) {
  const config = signal<ChatConfig>({})
  const offer = signal(toOffer({}))
  const told = new Set<string>()

  function tell(resolved: ReturnType<typeof resolveConfig>) {
    if (resolved.ignored.length + resolved.unknown.length === 0) return
    for (const sentence of adviceOn(resolved, surface)) {
      if (told.has(sentence)) continue
      told.add(sentence)
      advise(sentence)
    }
  }

  return {
    config,
    /** The cards that the visitor may send. */
    offer,
    /** All values at once, as they came. */
    apply(given: Record<string, unknown>): ChatConfig {
      const resolved = resolveConfig(given, surface)
      config.value = resolved.config
      offer.value = toOffer(resolved.config)
      setAccent(resolved.config.color ?? color?.replace(/^#/, '') ?? '')
      language.wish(resolved.config.locale)
      tell({ ...resolved, ignored: [...resolved.ignored, ...offer.value.ignored] })
      return resolved.config
    }
  }
}
