import { t } from '../i18n/t.ts'
import type { VisitorModel } from '../models/VisitorModel.ts'
import { titleOf } from '../preview.ts'
import { Icon } from './Icon.tsx'
import { BriefCard } from './ShopCard.tsx'

/** What the page offers the visitor to send, above the composer. */
export function Offers({ model: { offers, conversation } }: { model: VisitorModel }) {
  const cards = offers.cards.value
  const { guide, menus } = offers.offer.value
  if (cards.length === 0) return null
  return (
    <section class="offers" aria-label={t('card.offer')}>
      {guide && <p>{guide}</p>}
      {cards.map(([key, card]) => (
        <div class="offer" key={key}>
          <BriefCard card={card} />
          <button
            type="button"
            class="offer-send"
            aria-label={t('card.send', { title: titleOf(card) })}
            onClick={event => {
              offers.send(key)
              // By keyboard: the button goes away, and the focus with it
              if (event.detail === 0) document.querySelector('textarea')?.focus()
            }}
          >
            {t('composer.send')}
          </button>
          <button
            type="button"
            class="tool"
            aria-label={t('card.dismiss', { title: titleOf(card) })}
            onClick={() => offers.dismiss(key)}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
      {menus.length > 0 && (
        <div class="menus">
          {menus.map(text => (
            <button type="button" key={text} onClick={() => conversation.send(text)}>
              {text}
            </button>
          ))}
        </div>
      )}
    </section>
  )
}
