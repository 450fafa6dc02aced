import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { KeyValue } from '#client/index'
import { t } from '../i18n/t.ts'
import type { ConversationModel } from '../models/ConversationModel.ts'
import { Composer } from './Composer.tsx'
import { MessageList } from './MessageList.tsx'
import { Uploads } from './Uploads.tsx'

type ConversationProps = {
  model: ConversationModel
  storage: KeyValue
  draftKey: string
  visible: boolean
  typing?: ComponentChildren
  previews?: boolean
  /** Above the messages: a welcome. */
  children?: ComponentChildren
  /** Between the messages and the composer. */
  above?: ComponentChildren
  /** Instead of the composer. */
  closed?: ComponentChildren
}

/** Messages, files on their way and the composer; files may be dropped anywhere on it. */
export function Conversation({
  model,
  storage,
  draftKey,
  visible,
  typing,
  previews = false,
  children,
  above,
  closed
}: ConversationProps) {
  const dropping = useSignal(false)

  function onDragOver(event: DragEvent) {
    if (!model.look.files.value) return
    if (![...(event.dataTransfer?.types ?? [])].includes('Files')) return
    event.preventDefault()
    dropping.value = true
  }

  function onDrop(event: DragEvent) {
    dropping.value = false
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length === 0 || !model.look.files.value) return
    event.preventDefault()
    files.forEach(model.upload)
  }

  return (
    <div
      class="conversation"
      onDragOver={onDragOver}
      onDragLeave={() => (dropping.value = false)}
      onDrop={onDrop}
    >
      <MessageList model={model} visible={visible} typing={typing}>
        {children}
      </MessageList>
      <Uploads model={model} />
      {above}
      {closed ?? <Composer model={model} storage={storage} draftKey={draftKey} previews={previews} />}
      {dropping.value && <div class="drop">{t('composer.drop')}</div>}
    </div>
  )
}
