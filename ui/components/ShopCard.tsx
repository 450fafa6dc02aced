import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { isPagePath } from '#protocol/address'
import type { Card, Order } from '#protocol/card'
import { safeUrl } from '#protocol/safe-url'
import { formatFen, formatMoment, t } from '../i18n/t.ts'
import { miniProgram } from '../mini-program.ts'
import { titleOf } from '../preview.ts'
import { Icon } from './Icon.tsx'

/** Goods of an order that are shown at once. */
const SHOWN = 3

/** A product or an order as a message. All of it is what a page or a visitor says: text, followed only through safeUrl. */
export function ShopCard({ card, follow }: { card: Card; follow: boolean }) {
  const title = <Title card={card} follow={follow} />
  return (
    <div class="shop-card">
      {card.type === 'product' ? (
        <Item picture={card.picture} title={title} desc={card.desc} price={card.note} />
      ) : (
        <OrderBody order={card} title={title} />
      )}
      {card.url && isPagePath(card.url) && !miniProgram()?.navigateTo && <small>{card.url}</small>}
    </div>
  )
}

/** The same in a few lines and without links: above the composer. */
export function BriefCard({ card }: { card: Card }) {
  const isProduct = card.type === 'product'
  const names = isProduct ? card.desc : card.goods.map(({ name }) => name).join(', ')
  return (
    <Item
      picture={isProduct ? card.picture : card.goods[0]?.picture}
      title={<b>{titleOf(card)}</b>}
      desc={names || (isProduct ? undefined : card.desc)}
      price={isProduct ? card.note : priceOf(card)}
      status={isProduct ? undefined : statusOf(card)}
    />
  )
}

type ItemProps = {
  picture: string | undefined
  title: ComponentChildren
  desc?: string | undefined
  price?: string | undefined
  status?: string | undefined
}

function Item({ picture, title, desc, price, status }: ItemProps) {
  return (
    <div class="item">
      {picture && <Picture key={picture} src={picture} />}
      <div class="item-text">
        {title}
        {desc && <p>{desc}</p>}
        {(price || status) && (
          <div class="item-foot">
            <strong>{price}</strong>
            {status && <span class="state">{status}</span>}
          </div>
        )}
      </div>
    </div>
  )
}

function OrderBody({ order, title }: { order: Order; title: ComponentChildren }) {
  const { goods, desc, createdAt, count } = order
  const goodsOf = (part: Order['goods']) =>
    part.map(({ name, picture }, i) => <Item key={i} picture={picture} title={<span>{name}</span>} />)
  const more = goods.slice(SHOWN)
  const status = statusOf(order)
  const about = [createdAt && formatMoment(createdAt), count !== undefined && t('card.count', { count })]
  return (
    <>
      <div class="item-foot">
        {title}
        {status && <span class="state">{status}</span>}
      </div>
      {goodsOf(goods.slice(0, SHOWN))}
      {more.length > 0 && (
        <details>
          <summary>{t('card.more', { count: more.length })}</summary>
          {goodsOf(more)}
        </details>
      )}
      {desc && <p>{desc}</p>}
      <div class="item-foot">
        <small>{about.filter(Boolean).join('\n')}</small>
        <strong>{priceOf(order)}</strong>
      </div>
    </>
  )
}

const statusOf = ({ status, statusText }: Order) =>
  status ? t('card.states').split('|')[status - 1] : statusText
const priceOf = ({ fee, note }: Order) => (fee === undefined ? note : formatFen(fee))

/** An address opens beside the chat, a mini program's page where its bridge is: inside WeChat. */
function Title({ card, follow }: { card: Card; follow: boolean }) {
  const title = titleOf(card)
  const { url = '' } = card
  const address = follow ? safeUrl(url) : undefined
  const bridge = miniProgram()
  if (address)
    return (
      <a href={address} target="_blank" rel="noopener noreferrer nofollow ugc">
        {title}
      </a>
    )
  if (bridge?.navigateTo && isPagePath(url))
    return (
      <button type="button" onClick={() => bridge.navigateTo?.({ url: url.replace(/^\/?/, '/') })}>
        {title}
      </button>
    )
  return <b>{title}</b>
}

/** Takes its place at once and keeps it when there is nothing to show. */
function Picture({ src }: { src: string }) {
  const broken = useSignal(false)
  return (
    <span class="thumb">
      {broken.value ? (
        <Icon name="bag" size={24} />
      ) : (
        <img
          src={src}
          alt=""
          loading="lazy"
          decoding="async"
          referrerpolicy="no-referrer"
          onError={() => (broken.value = true)}
        />
      )}
    </span>
  )
}
