import type { Content } from '#protocol/entry'
import type { ConversationModel } from '../models/ConversationModel.ts'
import { LeaveLink } from './LeaveLink.tsx'

type ChoicesProps = {
  content: Extract<Content, { kind: 'text' }>
  /** Of the entry; nothing is offered before it is stored. */
  seq: number | undefined
  model: ConversationModel
}

/** RB4 What a robot or the desk offers: texts to send, another place to go to, and to leave a message. Agents only see it. */
export function Choices({ content: { choices, go, leave }, seq, model }: ChoicesProps) {
  return (
    <>
      {choices?.map(text => (
        <button
          key={text}
          type="button"
          class="choice"
          disabled={model.me === 'agent'}
          onClick={() => model.post({ kind: 'text', text, re: seq })}
        >
          {text}
        </button>
      ))}
      {go && (
        <a class="choice" href={go.url} target={go.blank ? '_blank' : '_self'} rel="noopener noreferrer">
          {go.text}
        </a>
      )}
      {leave && <LeaveLink leave={model.look.leave} />}
    </>
  )
}
