import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import * as v from 'valibot'
import { CUSTOMERS } from '#protocol/api/customers'
import { LIMITS } from '#protocol/limits'
import { allowsFrames, ask } from '../api.ts'
import { carry } from '../operation.ts'
import { t } from './i18n/t.ts'
import { isMiniPage, readMiniPage } from './mini-page.ts'
import type { PanelProps } from './Panel.tsx'

const List = v.object({
  items: v.array(v.object({ id: v.string(), name: v.string(), height: v.number() }))
})
type Plugin = v.InferOutput<typeof List>['items'][number]

const OPEN = 'ozc:agent:plugins'
const MOST_SHOWN = 200

/** Pages of other systems about this visitor; each is loaded when it is opened, and stays open for the next visitor. */
export function Plugins(props: PanelProps) {
  const plugins = useSignal<readonly Plugin[]>([])
  const open = useSignal<readonly string[]>((props.desk.storage.get(OPEN) ?? '').split(' '))
  useEffect(() => {
    let isCurrent = true
    void ask('/api/v1/panel-plugins?limit=200', List).then(answer => {
      if (isCurrent && answer.ok) plugins.value = answer.value.items
    })
    return () => void (isCurrent = false)
  }, [])

  function toggle(id: string) {
    open.value = open.value.includes(id) ? open.value.filter(one => one !== id) : [...open.value, id]
    props.desk.storage.set(OPEN, open.value.join(' '))
  }

  return (
    <>
      {plugins.value.map(plugin => (
        <section key={plugin.id} class="panel-section">
          <h3>
            <button
              type="button"
              class="plugin-head"
              aria-expanded={open.value.includes(plugin.id)}
              onClick={() => toggle(plugin.id)}
            >
              <bdi>{plugin.name}</bdi>
            </button>
          </h3>
          {open.value.includes(plugin.id) && <Opened {...props} plugin={plugin} />}
        </section>
      ))}
    </>
  )
}

/** What a plug-in may say to us: words for the composer, which the agent inserts or not. */
const Told = v.object({
  openzc: v.literal('insert'),
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.textLength))
})

function Opened({ desk, summary, onLeave, plugin }: PanelProps & { plugin: Plugin }) {
  const at = useSignal<{ url: string; origin: string } | 'failed' | undefined>(undefined)
  const suggested = useSignal('')
  const frame = useRef<HTMLIFrameElement>(null)
  const { id, name, height } = plugin
  const { cid } = summary

  function sendCard(data: unknown) {
    const { selected, account, opened } = desk
    const now = selected.value?.cid === cid ? selected.value : summary
    const card = readMiniPage(data, now, account.id)
    if (typeof card === 'string')
      return desk.notices.say(t(`plugin.refused.${card}`, { name }), { urgent: true })
    opened.value?.model.post({ kind: 'card', card })
  }

  useEffect(() => {
    let isCurrent = true
    void carry(CUSTOMERS.openPanelPlugin, { item: id, conversation: cid }).then(answer => {
      if (isCurrent) at.value = answer.ok ? answer.value : 'failed'
    })
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (!frame.current || source !== frame.current.contentWindow) return
      if (typeof at.value !== 'object' || (origin !== at.value.origin && origin !== 'null')) return
      const told = v.safeParse(Told, data)
      if (told.success) suggested.value = told.output.text
      else if (isMiniPage(data)) sendCard(data)
    }
    addEventListener('message', hear)
    return () => {
      isCurrent = false
      removeEventListener('message', hear)
    }
  }, [])

  if (at.value === undefined) return <p class="panel-note">{t('panel.loading')}</p>
  if (at.value === 'failed') return <p class="panel-note">{t('panel.failed')}</p>
  const { url, origin } = at.value
  if (!allowsFrames([origin]))
    return (
      <p class="panel-note">
        {t('plugin.reload')}{' '}
        <button type="button" class="link" onClick={() => location.reload()}>
          {t('plugin.reloadNow')}
        </button>
      </p>
    )
  return (
    <>
      {suggested.value !== '' && (
        <div class="plugin-suggests" role="status">
          <p>{t('plugin.suggests', { name })}</p>
          <blockquote dir="auto">
            {suggested.value.slice(0, MOST_SHOWN)}
            {suggested.value.length > MOST_SHOWN && '…'}
          </blockquote>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => (suggested.value = '')}>
              {t('plugin.dismiss')}
            </button>
            <button
              type="button"
              class="button primary"
              onClick={() => {
                desk.suggest({ uid: summary.uid, text: suggested.value })
                suggested.value = ''
                onLeave?.()
              }}
            >
              {t('plugin.insert')}
            </button>
          </div>
        </div>
      )}
      <iframe
        ref={frame}
        class="plugin-frame"
        title={name}
        src={url}
        height={height}
        // From our own address it could take its own sandbox away
        sandbox={`allow-scripts allow-forms allow-popups ${origin === location.origin ? '' : 'allow-same-origin'}`}
        referrerpolicy="no-referrer"
        allow=""
      />
    </>
  )
}
