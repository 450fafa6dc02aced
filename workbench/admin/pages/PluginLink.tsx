import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Copyable } from '../parts.tsx'

/** The ticket plug-in: the form by its address, to which another system adds what it knows. */
export function PluginLink({ template }: { template: string }) {
  const link = useSignal('')
  async function load() {
    const answer = await call('getCompany', {})
    if (!answer.ok) return
    const query = new URLSearchParams({ sysnum: answer.value.sysnum, source: '9', templateid: template })
    link.value = `${location.origin}/chat/h5/v2/leavemessage.html?${query}`
  }
  useEffect(() => void load(), [template])
  return (
    <aside class="admin-aside">
      {link.value && (
        <>
          <Copyable label={t('plugin.link')} hint={t('plugin.linkHint')} text={link.value} />
          <Copyable
            label={t('plugin.params')}
            hint={t('plugin.paramsHint')}
            text={`${link.value}&params=${encodeURIComponent('{"card_title":"…"}')}`}
          />
        </>
      )}
    </aside>
  )
}
