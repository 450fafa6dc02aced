import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { TrackPoint, TrailCard as Card, TrailOrder, TrailParam } from '#protocol/track'
import { safeUrl } from '#protocol/safe-url'
import { Address } from '../components/Address.tsx'
import { formatDate, formatWhen } from '../i18n/format.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { t, type PanelKey } from './i18n/t.ts'

/** What a mini program has told, at its place among the pages: a product, an order, or an event. All of it is the program's word. */
export function TrailCard({ desk, point }: { desk: DeskModel; point: TrackPoint }) {
  const { at, card } = point
  if (!card) return null
  return (
    <li class={`track-point trail ${card.type}`}>
      <p class="track-head">
        <b>
          {t(`trail.${card.type}`)} · <bdi>{card.app}</bdi>
        </b>
        <time dateTime={new Date(at).toISOString()}>{formatWhen(at, desk.today.value)}</time>
      </p>
      <div class="trail-card">
        {card.imgUrl && <Picture url={card.imgUrl} />}
        {card.url ? (
          <Address url={card.url} text={titleOf(card)} />
        ) : (
          <bdi class="trail-name">{titleOf(card)}</bdi>
        )}
        {card.params && <Params params={card.params} />}
        {card.order && <Order order={card.order} />}
        {card.properties && <Properties properties={card.properties} />}
      </div>
    </li>
  )
}

const AUTO = ['appLaunch', 'appShow', 'appHide', 'pageShow', 'pageHide', 'pageShare'] as const

/** What our trackers tell by themselves has a name in the agent's language. */
function titleOf({ type, name }: Card): string {
  const auto = type === 'event' && AUTO.find(one => one === name)
  return auto ? t(`trail.${auto}`) : name
}

/** Agents' browsers load pictures through https only; one that cannot be had is not missed. */
function Picture({ url }: { url: string }) {
  const isThere = useSignal(true)
  const picture = safeUrl(url.replace(/^http:/i, 'https:'))
  if (!picture?.startsWith('https:') || !isThere.value) return null
  return (
    <img
      class="track-picture"
      src={picture}
      alt=""
      loading="lazy"
      referrerpolicy="no-referrer"
      onError={() => (isThere.value = false)}
    />
  )
}

const COLOR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i
const SIZES = { least: 8, most: 32 }

/** In the program's own looks, one property at a time: a value can be nothing but its value. */
const Params = ({ params }: { params: readonly TrailParam[] }) => (
  <p class="trail-params">
    {params.map(({ text, color, size = 12, fold, break: isAlone }, n) => (
      <bdi
        key={n}
        class={`${fold ? 'bold' : ''} ${isAlone ? 'alone' : ''}`}
        style={{
          ...(color && COLOR.test(color) ? { color } : {}),
          fontSize: `${Math.min(SIZES.most, Math.max(SIZES.least, size))}px`
        }}
      >
        {text}
      </bdi>
    ))}
  </p>
)

const PLAIN = [
  'order_no',
  'commodit_num',
  'consignee_name',
  'consignee_phone',
  'consignee_address',
  'remark'
] as const satisfies (keyof TrailOrder)[]

function Order({ order }: { order: TrailOrder }) {
  const { price, status, order_at, pay_at, commodities = [] } = order
  return (
    <>
      <dl class="facts">
        <Fact name="trail.price">{price}</Fact>
        <Fact name="trail.status">{status && t(`trail.${status}`)}</Fact>
        <Fact name="trail.order_at">{order_at !== undefined && formatDate(order_at)}</Fact>
        <Fact name="trail.pay_at">{pay_at !== undefined && formatDate(pay_at)}</Fact>
        {PLAIN.map(name => (
          <Fact key={name} name={`trail.${name}`}>
            {order[name]}
          </Fact>
        ))}
      </dl>
      {commodities.length > 0 && (
        <ul class="trail-goods">
          {commodities.map(({ commodit_name, commodit_no, commodit_count, commodit_fee }, n) => (
            <li key={n}>
              <bdi>{[commodit_name, commodit_no].filter(Boolean).join(' · ')}</bdi>
              <span>
                {[commodit_count === undefined ? '' : `× ${commodit_count}`, commodit_fee]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const MOST_PROPERTIES = 12

const Properties = ({ properties }: { properties: Readonly<Record<string, unknown>> }) => (
  <dl class="facts">
    {Object.entries(properties)
      .filter(([, value]) => value !== '')
      .slice(0, MOST_PROPERTIES)
      .map(([name, value]) => (
        <div class="fact" key={name}>
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd dir="auto">{Array.isArray(value) ? value.join(', ') : String(value)}</dd>
        </div>
      ))}
  </dl>
)

function Fact({ name, children }: { name: PanelKey; children: ComponentChildren }) {
  if (children === undefined || children === false || children === '') return null
  return (
    <div class="fact">
      <dt>{t(name)}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}
