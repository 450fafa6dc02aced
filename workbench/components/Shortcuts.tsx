import { t, type TextKey } from '../i18n/t.ts'
import { Dialog } from './Dialog.tsx'

const KEYS: [keys: string[], says: TextKey][] = [
  [['J', 'K', '↓', '↑'], 'keys.move'],
  [['Enter'], 'keys.open'],
  [['A'], 'keys.accept'],
  [['E'], 'keys.end'],
  [['Esc'], 'keys.back'],
  [['/'], 'keys.search'],
  [['S'], 'keys.everywhere'],
  [['1', '2', '3', '4'], 'keys.tabs'],
  [['?'], 'keys.help'],
  [['Ctrl', 'I'], 'keys.note'],
  [['/'], 'keys.replies']
]

type ShortcutsProps = { isOn: boolean; onToggle(): void; onClose(): void }

export function Shortcuts({ isOn, onToggle, onClose }: ShortcutsProps) {
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl class="keys">
        {KEYS.map(([keys, says]) => (
          <div key={says}>
            <dt>
              {keys.map(key => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(says)}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={isOn} onChange={onToggle} />
        {t('keys.on')}
      </label>
      <p class="panel-note">{t('keys.hint')}</p>
    </Dialog>
  )
}
