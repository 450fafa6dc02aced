import type { SearchHit } from '#protocol/api/search'
import { formatDate } from '../i18n/format.ts'
import { fieldName, t } from './i18n/t.ts'

/** A message, or what is known of a visitor, with the words that were looked for. */
export function Hit({ hit, onOpen }: { hit: SearchHit; onOpen(): void }) {
  const { at, by, channel, agent, isNote, seq, field, snippet } = hit
  const visitor = hit.visitorName || t('search.nameless')
  const isOfVisitor = seq === 0 || by.role === 'visitor'
  const where = [channel?.name, agent].filter(Boolean).join(' · ')
  return (
    <li>
      <button type="button" class={`search-hit ${isNote ? 'note' : ''}`} onClick={onOpen}>
        <span class="search-head">
          <b>
            <bdi>{isOfVisitor ? visitor : by.name || t('search.robot')}</bdi>
          </b>
          {!isOfVisitor && (
            <span class="search-with">
              → <bdi>{visitor}</bdi>
            </span>
          )}
          {isNote && <span class="search-tag">{t('search.note')}</span>}
          {seq === 0 && <span class="search-tag">{fieldName(field)}</span>}
          <time dateTime={new Date(at).toISOString()}>{formatDate(at)}</time>
        </span>
        <span class="search-snippet" dir="auto">
          {snippet.map(({ text, isHit }, n) => (isHit ? <mark key={n}>{text}</mark> : text))}
        </span>
        {where && <span class="search-where">{where}</span>}
      </button>
    </li>
  )
}
