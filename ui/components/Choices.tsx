import type { ConversationModel } from '../models/ConversationModel.ts'

type ChoicesProps = { content: { text: string; choices?: string[] | undefined }; model: ConversationModel }

/** RB4 What a robot offers to be asked; agents only see it. */
export function Choices({ content, model }: ChoicesProps) {
  return content.choices?.map(text => (
    <button
      key={text}
      type="button"
      class="choice"
      disabled={model.me === 'agent'}
      onClick={() => model.send(text)}
    >
      {text}
    </button>
  ))
}
