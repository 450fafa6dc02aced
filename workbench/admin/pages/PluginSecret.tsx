import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Copyable } from '../parts.tsx'

/** What the server behind a plug-in of the panel needs: to know who has opened it, and how to say something to the agent. */
export function PluginSecret({ plugin }: { plugin: string }) {
  const secret = useSignal('')
  useEffect(() => {
    void call('getPanelPluginSecret', { item: plugin }).then(answer => {
      if (answer.ok) secret.value = answer.value.secret
    })
  }, [])
  return (
    <aside class="admin-aside">
      {secret.value && (
        <Copyable
          label={t('panel-plugins.secret')}
          hint={t('panel-plugins.secretHint')}
          text={secret.value}
        />
      )}
      <Copyable
        label={t('panel-plugins.says')}
        hint={t('panel-plugins.saysHint')}
        text={`parent.postMessage({ openzc: 'insert', text: '…' }, '${location.origin}')`}
      />
    </aside>
  )
}
