import { useSignal } from '@preact/signals'
import { TEXT_CLAIMS, withCustomer, type Customer, type TextPart } from '#protocol/customer'
import { Section } from '../components/Section.tsx'
import { describeClaims, type Defined } from '../claims.ts'
import { CustomerDialog } from './CustomerDialog.tsx'
import { OWNERS, ownerName } from './owners.ts'
import { customerFieldsOf } from './page-fields.ts'
import { t, type PanelKey } from './i18n/t.ts'
import type { PanelProps } from './Panel.tsx'

type Claims = Record<string, string>
type Row = { name: string; value: string; page: string }

/** What staff have noted, each with what the page says instead where that differs. */
export function Card({ desk, summary }: PanelProps) {
  const isEditing = useSignal(false)
  const visitor = desk.visitor.value
  if (!visitor) return null
  const { customer, profile } = visitor
  const rows = [
    ...rowsOf(customer, profile.claims ?? {}, desk.defined.value),
    ...OWNERS.flatMap((part): Row[] => {
      const id = customer[part]
      return id === undefined ? [] : [{ name: t(`card.${part}`), value: ownerName(desk, part, id), page: '' }]
    })
  ]
  return (
    <Section
      title={t('card.title')}
      action={
        <button type="button" class="link" onClick={() => (isEditing.value = true)}>
          {t('card.edit')}
        </button>
      }
    >
      {rows.length === 0 && <p class="panel-note">{t('card.none')}</p>}
      <dl class="facts customer-card">
        {rows.map(({ name, value, page }) => (
          <div key={name} class="fact">
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd dir="auto">
              <b>{value}</b>
              {page !== '' && page !== value && <small>{t('card.page', { value: page })}</small>}
            </dd>
          </div>
        ))}
      </dl>
      {isEditing.value && (
        <CustomerDialog
          desk={desk}
          uid={summary.uid}
          visitor={visitor}
          onClose={() => (isEditing.value = false)}
        />
      )}
    </Section>
  )
}

function rowsOf(customer: Customer, claims: Claims, defined: Defined): Row[] {
  const texts = (Object.keys(TEXT_CLAIMS) as TextPart[]).flatMap((part): Row[] => {
    const value = customer[part]
    return value === undefined
      ? []
      : [{ name: t(`card.${part}`), value, page: claims[TEXT_CLAIMS[part]] ?? '' }]
  })
  const counted = withCustomer(claims, customer)
  const set: Row[] = [
    ...(customer.isVip === undefined
      ? []
      : [row('card.vip', vipIn(counted, defined), vipIn(claims, defined))]),
    ...(customer.labels === undefined
      ? []
      : [row('card.labels', labelsIn(counted, defined) || t('card.noLabels'), labelsIn(claims, defined))])
  ]
  const onPage = customerFieldsOf(claims, defined)
  const fields = Object.entries(customer.fields ?? {}).map(([id, value]) => ({
    name: defined.customerFields.find(one => one.id === id)?.name ?? id,
    value,
    page: onPage.get(id) ?? ''
  }))
  return [...texts, ...set, ...fields]
}

const row = (key: PanelKey, value: string, page: string): Row => ({ name: t(key), value, page })

/** Empty where nothing is said. */
export function vipIn(claims: Claims, defined: Defined): string {
  if (claims['is_vip'] === undefined) return ''
  if (claims['is_vip'] !== '1') return t('card.noVip')
  const level = claims['vip_level']
  if (!level) return t('card.plainVip')
  const known = defined.vipLevels.find(({ id, name }) => id === level || name === level)
  return t('card.vipOf', { level: known?.name ?? level })
}

export const labelsIn = (claims: Claims, defined: Defined): string =>
  claims['user_label'] === undefined
    ? ''
    : describeClaims({ user_label: claims['user_label'] }, new Set(), defined)
        .visitor.map(({ value }) => value)
        .join(', ')
