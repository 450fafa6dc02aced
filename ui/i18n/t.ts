import { computed, signal } from '@preact/signals'
import type { TextKey } from '#texts/en'
import * as speech from '#texts/languages'
import type { Language, Text, Values } from '#texts/languages'

export type { TextKey }

const spoken = signal<{ language: Language; texts: Partial<Record<string, Text>> }>({
  language: 'en',
  texts: {}
})

/** The language of everything on the screen. */
export const language = computed(() => spoken.value.language)

/** From now on the screen is in this language, and written in its direction. */
export function speak(next: Language, texts: Partial<Record<string, Text>>) {
  spoken.value = { language: next, texts }
  document.documentElement.lang = next
  document.documentElement.dir = speech.directionOf(next)
}

export const t = (key: TextKey, values: Values = {}): string =>
  speech.fillIn(language.value, spoken.value.texts[key] ?? '', values)

export const formatTime = (at: number) =>
  speech.formatDate(language.value, at, { hour: '2-digit', minute: '2-digit' })

export const formatMoment = (at: number) =>
  speech.formatDate(language.value, at, { dateStyle: 'medium', timeStyle: 'short' })

export const formatSize = (bytes: number) => speech.formatSize(language.value, bytes)

export const formatPercent = (part: number) => speech.formatNumber(language.value, part, { style: 'percent' })

/** Fen, as yuan with the sign that everybody knows. */
export const formatFen = (fen: number) =>
  speech.formatNumber(language.value, fen / 100, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol'
  })

export function formatDay(at: number, now = Date.now()): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)
  if (days === 0) return t('day.today')
  if (days === 1) return t('day.yesterday')
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return speech.formatDate(language.value, at, {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    ...(sameYear ? {} : { year: 'numeric' })
  })
}

export const startOfDay = (at: number) => new Date(at).setHours(0, 0, 0, 0)
