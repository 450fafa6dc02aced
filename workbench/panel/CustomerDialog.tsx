import { useSignal } from '@preact/signals'
import { CUSTOMERS } from '#protocol/api/customers'
import { TEXT_CLAIMS, type Customer, type TextPart } from '#protocol/customer'
import type { Visitor } from '#client/index'
import { Dialog } from '../components/Dialog.tsx'
import { FormEnd } from '../components/FormEnd.tsx'
import type { DeskModel } from '../models/DeskModel.ts'
import { carry } from '../operation.ts'
import { labelsIn, vipIn } from './Card.tsx'
import { DefinedInput } from './DefinedInput.tsx'
import { OwnerFields } from './OwnerFields.tsx'
import { OWNERS, type Owners } from './owners.ts'
import { customerFieldsOf } from './page-fields.ts'
import { t } from './i18n/t.ts'

type CustomerDialogProps = { desk: DeskModel; uid: string; visitor: Visitor; onClose(): void }

/** `page`: nothing of ours; `none`: no VIP; empty: a VIP without a level; else the level's id. */
type Vip = 'page' | 'none' | '' | (string & {})

const vipOf = ({ isVip, vipLevel = '' }: Customer): Vip =>
  isVip === undefined ? 'page' : isVip ? vipLevel : 'none'

const toVip = (vip: Vip) => ({
  isVip: vip === 'page' ? null : vip !== 'none',
  vipLevel: vip === 'page' || vip === 'none' || vip === '' ? null : vip
})

/** What staff note of a customer: what is empty or “as the page says” is left to the page. */
export function CustomerDialog({ desk, uid, visitor, onClose }: CustomerDialogProps) {
  const { customer, profile } = visitor
  const claims = profile.claims ?? {}
  const defined = desk.defined.value
  const onPage = customerFieldsOf(claims, defined)
  const texts = useSignal<Record<string, string>>(
    Object.fromEntries((Object.keys(TEXT_CLAIMS) as TextPart[]).map(part => [part, customer[part] ?? '']))
  )
  const fields = useSignal<Record<string, string>>({ ...customer.fields })
  const vip = useSignal<Vip>(vipOf(customer))
  const labels = useSignal<readonly string[] | undefined>(customer.labels)
  const owners = useSignal<Owners>(customer)
  const problem = useSignal('')
  const isBusy = useSignal(false)

  async function save(event: Event) {
    event.preventDefault()
    isBusy.value = true
    const answer = await carry(CUSTOMERS.updateCustomer, {
      visitor: uid,
      ...texts.value,
      ...toVip(vip.value),
      ...Object.fromEntries(OWNERS.map(part => [part, owners.value[part] || null])),
      labels: labels.value ? [...labels.value] : null,
      fields: Object.fromEntries(
        Object.entries(fields.value).map(([id, value]) => [id, value.trim() || null])
      )
    })
    isBusy.value = false
    if (answer.ok) onClose()
    else problem.value = answer.says || t('panel.failed')
  }

  return (
    <Dialog title={t('card.title')} onClose={onClose}>
      <form class="stack customer-form" onSubmit={event => void save(event)}>
        <p class="field-hint">{t('card.hint')}</p>
        {(Object.keys(TEXT_CLAIMS) as TextPart[]).map(part => (
          <DefinedInput
            key={part}
            label={t(`card.${part}`)}
            type={part === 'remark' ? 'long' : 'text'}
            options={[]}
            value={texts.value[part] ?? ''}
            placeholder={claims[TEXT_CLAIMS[part]] ?? ''}
            onChange={value => (texts.value = { ...texts.value, [part]: value })}
          />
        ))}
        <label class="field">
          <span>{t('card.vip')}</span>
          <select value={vip.value} onChange={event => (vip.value = event.currentTarget.value)}>
            <option value="page">{asPage(vipIn(claims, defined))}</option>
            <option value="none">{t('card.noVip')}</option>
            <option value="">{t('card.plainVip')}</option>
            {defined.vipLevels.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {defined.labels.length > 0 && (
          <fieldset class="label-choice">
            <legend>{t('card.labels')}</legend>
            <label class="check">
              <input
                type="checkbox"
                checked={labels.value === undefined}
                onChange={event => (labels.value = event.currentTarget.checked ? undefined : [])}
              />
              {asPage(labelsIn(claims, defined))}
            </label>
            {labels.value !== undefined &&
              defined.labels.map(({ id, name }) => (
                <label key={id} class="check">
                  <input
                    type="checkbox"
                    checked={labels.value!.includes(id)}
                    onChange={() => (labels.value = toggled(labels.value!, id))}
                  />
                  {name}
                </label>
              ))}
          </fieldset>
        )}
        {defined.customerFields.map(({ id, name, type, options }) => (
          <DefinedInput
            key={id}
            label={name}
            type={type}
            options={options}
            value={fields.value[id] ?? ''}
            placeholder={onPage.get(id) ?? ''}
            onChange={value => (fields.value = { ...fields.value, [id]: value })}
          />
        ))}
        <OwnerFields desk={desk} values={owners.value} onChange={next => (owners.value = next)} />
        <FormEnd problem={problem.value} does={t('card.save')} isDisabled={isBusy.value} onCancel={onClose} />
      </form>
    </Dialog>
  )
}

const asPage = (value: string) => (value === '' ? t('card.asPage') : t('card.asPageSays', { value }))

const toggled = (chosen: readonly string[], id: string) =>
  chosen.includes(id) ? chosen.filter(one => one !== id) : [...chosen, id]
