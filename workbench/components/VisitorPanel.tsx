import type { ComponentChildren } from 'preact'
import type { Profile, Summary } from '#protocol/desk'
import type { Visitor } from '#client/index'
import { Icon } from '#ui/components/Icon.tsx'
import { describeClaims, unsetClaims, type Claim } from '../claims.ts'
import { describeUserAgent } from '../device.ts'
import { formatDate, formatInZone, formatLanguage } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { toMailUrl, toPhoneUrl } from '../reach.ts'
import type { TextKey } from '../i18n/en.ts'
import { nameOf } from '../visitor-name.ts'
import { Address } from './Address.tsx'
import { Avatar } from './Avatar.tsx'
import { PanelMore } from './PanelMore.tsx'
import { Section } from './Section.tsx'
import { Track } from './Track.tsx'
import { Why } from './Why.tsx'

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
      <PanelMore part="Above" desk={desk} summary={summary} onLeave={onLeave} />
      {visitor ? <Facts desk={desk} visitor={visitor} /> : <p class="panel-note">{t('visitor.loading')}</p>}
      <Why desk={desk} summary={summary} />
      <Track desk={desk} summary={summary} />
      <PanelMore part="Below" desk={desk} summary={summary} onLeave={onLeave} />
      {desk.account.role === 'admin' && (
        <p class="panel-note">
          <a href={`#/admin/privacy?person=${summary.uid}`}>{t('visitor.privacy')}</a>
        </p>
      )}
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
  const { page, device } = visitor.profile
  const claims = unsetClaims(visitor, desk.defined.value)
  const system = device?.userAgent && describeUserAgent(device.userAgent)
  const { visitor: more, routing, own } = describeClaims(claims, CONTACT_KEYS, desk.defined.value)
  return (
    <>
      <Contact claims={claims} />
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
      <Claims title={t('visitor.claims')} claims={more} />
      <Claims title={t('visitor.own')} claims={own} />
      <Claims title={t('visitor.routing')} claims={routing} />
    </>
  )
}

function Claims({ title, claims }: { title: string; claims: Claim[] }) {
  if (claims.length === 0) return null
  return (
    <Section title={title}>
      <dl class="facts">
        {claims.map(({ name, value, url }) => (
          <Fact key={name} name={name}>
            {url ? <Address url={url} /> : value}
          </Fact>
        ))}
      </dl>
    </Section>
  )
}

// The documented fields that say who somebody is, with a name of ours and, where one can follow it, an address
const CONTACT: { key: string; text: TextKey; toUrl?(value: string): string | undefined }[] = [
  { key: 'uname', text: 'visitor.nickname' },
  { key: 'realname', text: 'visitor.realName' },
  { key: 'tel', text: 'visitor.phone', toUrl: toPhoneUrl },
  { key: 'email', text: 'visitor.email', toUrl: toMailUrl }
]
const CONTACT_KEYS = new Set(CONTACT.map(({ key }) => key))

function Contact({ claims }: { claims: NonNullable<Profile['claims']> }) {
  const known = CONTACT.filter(({ key }) => claims[key])
  if (known.length === 0) return null
  return (
    <Section title={t('visitor.contact')}>
      <dl class="facts">
        {known.map(({ key, text, toUrl }) => (
          <Fact key={key} name={t(text)}>
            <Reach value={claims[key]!} url={toUrl?.(claims[key]!)} />
          </Fact>
        ))}
      </dl>
    </Section>
  )
}

function Reach({ value, url }: { value: string; url: string | undefined }) {
  return url ? (
    <a class="reach" href={url}>
      <bdi>{value}</bdi>
    </a>
  ) : (
    <bdi>{value}</bdi>
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

function LocalTime({ desk, zone }: { desk: DeskModel; zone: string }) {
  const time = formatInZone(desk.now.value, zone)
  return (
    <>
      {time && <b>{time}</b>} <small>{zone.replaceAll('_', ' ')}</small>
    </>
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
