import './admin.css'
import { useEffect, useRef } from 'preact/hooks'
import { mayDo } from '#protocol/api/operation'
import type { Account } from '../api.ts'
import { t } from './i18n/t.ts'
import { PAGES, PARTS } from './pages.tsx'
import { formatPlace, parsePlace, type Place } from './place.ts'

export type AdministrationProps = {
  account: Account
  /** What stands behind `#/admin/`. */
  at: string
  go(at: string): void
  say(text: string): void
  /** There is room for one thing: first the list of pages, then one of them. */
  isPhone: boolean
}

/** The administration, in the place of the inbox and the conversation. */
export default function Administration({ account, at, go, say, isPhone }: AdministrationProps) {
  const place = parsePlace(at)
  const mine = PAGES.filter(({ role }) => mayDo(account.role, role))
  const open = mine.find(({ page }) => page === place.page) ?? (isPhone ? undefined : mine[0])
  const nav = useRef<HTMLElement>(null)
  useEffect(
    () =>
      nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' }),
    [open]
  )
  const goTo = (next: Place) => go(formatPlace(next))
  return (
    <div class={`admin ${open ? 'has-page' : ''}`}>
      <nav ref={nav} class="admin-nav" aria-label={t('admin.title')}>
        <h1>{t('admin.title')}</h1>
        {PARTS.map(part => {
          const pages = mine.filter(one => one.part === part && !one.isWithin)
          if (pages.length === 0) return null
          return (
            <section key={part} aria-labelledby={`part-${part}`}>
              <h2 id={`part-${part}`}>{t(`part.${part}`)}</h2>
              <ul>
                {pages.map(({ page, title }) => (
                  <li key={page}>
                    <a href={`#/admin/${page}`} aria-current={page === open?.page ? 'page' : undefined}>
                      {t(title)}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          )
        })}
      </nav>
      <main class="admin-main" key={open?.page}>
        {open && <open.View place={place} go={goTo} say={say} />}
      </main>
    </div>
  )
}
