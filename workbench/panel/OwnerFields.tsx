import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ORGANISATIONS } from '#protocol/api/organisations'
import type { DeskModel } from '../models/DeskModel.ts'
import { carry } from '../operation.ts'
import { t } from './i18n/t.ts'
import { OWNERS, ownerName, remember, type Owners } from './owners.ts'

type Choice = { id: string; name: string }
type OwnerFieldsProps = { desk: DeskModel; values: Owners; onChange(values: Owners): void }

const AT_ONCE = 100

/** Who looks after a customer, and where they belong. */
export function OwnerFields({ desk, values, onChange }: OwnerFieldsProps) {
  const found = useSignal<readonly Choice[]>([])
  const words = useSignal('')
  /** There are more than one list can show. */
  const isMany = useSignal(false)

  useEffect(() => {
    let isCurrent = true
    const search = words.value.trim()
    void carry(ORGANISATIONS.listOrganisations, { limit: String(AT_ONCE), search }).then(answer => {
      if (!isCurrent || !answer.ok) return
      found.value = answer.value.items
      isMany.value = isMany.value || answer.value.next !== null
      remember(answer.value.items)
    })
    return () => void (isCurrent = false)
  }, [words.value])

  const choices: Record<keyof Owners, readonly Choice[]> = {
    organisation: found.value,
    owner: desk.agents.value,
    ownerGroup: desk.groups.value
  }
  return (
    <>
      {OWNERS.map(part => {
        const value = values[part] ?? ''
        const known = choices[part].some(({ id }) => id === value)
        // A company without organisations, or without groups, has nothing to choose from
        if (choices[part].length === 0 && value === '' && words.value === '') return null
        return (
          <div key={part} class="stack">
            {part === 'organisation' && isMany.value && (
              <label class="field">
                <span>{t('card.findOrganisation')}</span>
                <input
                  type="search"
                  value={words.value}
                  maxLength={100}
                  onInput={event => (words.value = event.currentTarget.value)}
                />
              </label>
            )}
            <label class="field">
              <span>{t(`card.${part}`)}</span>
              <select
                value={value}
                onChange={event => onChange({ ...values, [part]: event.currentTarget.value })}
              >
                <option value="">{t(part === 'organisation' ? 'card.noOrganisation' : 'card.nobody')}</option>
                {value !== '' && !known && <option value={value}>{ownerName(desk, part, value)}</option>}
                {choices[part].map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          </div>
        )
      })}
    </>
  )
}
