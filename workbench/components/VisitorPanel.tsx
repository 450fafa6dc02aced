import type { ComponentChildren } from 'preact'
import type { Profile, Summary } from '#protocol/desk'
import type { Visitor } from '#client/index'
import { Icon } from '#ui/components/Icon.tsx'
import { safeUrl } from '#ui/safe-url.ts'
import { describeUserAgent } from '../device.ts'
import { formatDate, formatInZone, formatLanguage } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { nameOf } from '../visitor-name.ts'
import { Avatar } from './Avatar.tsx'

type VisitorPanelProps = { desk: DeskModel; summary: Summary; onLeave?(): void }

/** What is known of the visitor. All of it is the visitor's word: shown as text, followed only through safeUrl. */
export function VisitorPanel({ desk, summary, onLeave }: VisitorPanelProps) {
  const visitor = desk.visitor.value
  return (
    <div class="visitor">
      <div class="visitor-head">
        <Avatar name={summary.name} uid={summary.uid} online={summary.online} />
        <div>
          <p class="visitor-name">
            <bdi>{nameOf(summary)}</bdi>
          </p>
          <p class="visitor-state">{t(summary.online ? 'visitor.online' : 'visitor.offline')}</p>
        </div>
        {visitor && <Identity verified={visitor.verified} />}
      </div>
      {visitor ? <Facts desk={desk} visitor={visitor} /> : <p class="panel-note">{t('visitor.loading')}</p>}
      <Earlier desk={desk} summary={summary} {...(onLeave ? { onLeave } : {})} />
    </div>
  )
}

function Identity({ verified }: { verified: boolean }) {
  const why = t(verified ? 'visitor.verifiedWhy' : 'visitor.unverifiedWhy')
  return (
    <span class={verified ? 'mark-identity verified' : 'mark-identity'} title={why}>
      <Icon name={verified ? 'check' : 'alert'} size={13} />
      {t(verified ? 'visitor.verified' : 'visitor.unverified')}
      <span class="sr-only">: {why}</span>
    </span>
  )
}

function Facts({ desk, visitor }: { desk: DeskModel; visitor: Visitor }) {
  const { page, device, claims = {} } = visitor.profile
  const system = device?.userAgent && describeUserAgent(device.userAgent)
  const rows = Object.entries(claims)
  return (
    <>
      <Section title={t('visitor.page')}>
        <Page page={page} />
      </Section>
      <Section title={t('visitor.device')}>
        <dl class="facts">
          <Fact name={t('visitor.system')}>{system ?? device?.userAgent}</Fact>
          <Fact name={t('visitor.screen')}>{device?.screen}</Fact>
          <Fact name={t('visitor.language')}>{device?.language && formatLanguage(device.language)}</Fact>
          <Fact name={t('visitor.time')}>
            {device?.timeZone && <LocalTime desk={desk} zone={device.timeZone} />}
          </Fact>
          <Fact name={t('visitor.firstSeen')}>
            {visitor.firstSeenAt > 0 && formatDate(visitor.firstSeenAt)}
          </Fact>
        </dl>
      </Section>
      {rows.length > 0 && (
        <Section title={t('visitor.claims')}>
          <dl class="facts">
            {rows.map(([key, value]) => (
              <Fact key={key} name={key}>
                {value}
              </Fact>
            ))}
          </dl>
        </Section>
      )}
    </>
  )
}

function Page({ page }: { page: Profile['page'] }) {
  if (!page?.url && !page?.title) return <p class="panel-note">{t('visitor.unknown')}</p>
  return (
    <>
      {page.title && (
        <p class="page-title">
          <bdi>{page.title}</bdi>
        </p>
      )}
      {page.url && <Address url={page.url} />}
      {page.referrer && (
        <dl class="facts">
          <Fact name={t('visitor.referrer')}>
            <Address url={page.referrer} />
          </Fact>
        </dl>
      )}
    </>
  )
}

function Address({ url }: { url: string }) {
  const safe = safeUrl(url)
  return safe ? (
    <a class="address" href={safe} title={safe} target="_blank" rel="noopener noreferrer nofollow ugc">
      <bdi>{url.replace(/^https?:\/\//i, '')}</bdi>
    </a>
  ) : (
    <bdi class="address" title={url}>
      {url}
    </bdi>
  )
}

function LocalTime({ desk, zone }: { desk: DeskModel; zone: string }) {
  const time = formatInZone(desk.now.value, zone)
  return (
    <>
      {time && <b>{time}</b>} <small>{zone.replaceAll('_', ' ')}</small>
    </>
  )
}

function Earlier({ desk, summary, onLeave }: VisitorPanelProps) {
  const others = desk.inbox.all.value
    .filter(one => one.uid === summary.uid && one.cid !== summary.cid)
    .sort((a, b) => b.startedAt - a.startedAt)
  if (others.length === 0) return null
  return (
    <Section title={t('visitor.earlier')}>
      <ul class="earlier">
        {others.map(one => (
          <li key={one.cid}>
            <button
              type="button"
              class="link"
              onClick={() => {
                onLeave?.()
                desk.show(one.cid)
              }}
            >
              {one.endedAt ? t('talk.endedAt', { time: formatDate(one.endedAt) }) : t('talk.newer')}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel-section">
      <h3>{title}</h3>
      {children}
    </section>
  )
}

/** Nothing at all when there is nothing to say. */
function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (!children) return null
  return (
    <div class="fact">
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}
