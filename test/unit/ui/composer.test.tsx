// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import { createMemory } from '#client/index'
import { LIMITS } from '#protocol/limits'
import { Composer } from '#ui/components/Composer.tsx'
import { createConversation } from './conversation.ts'

afterEach(cleanup)

function open({ storage = createMemory(), draftKey = 'draft', previews = false } = {}) {
  const conversation = createConversation()
  const ui = (key: string) => (
    <Composer model={conversation.model} storage={storage} draftKey={key} previews={previews} />
  )
  const { rerender, unmount, container } = render(ui(draftKey))
  const area = screen.getByRole<HTMLTextAreaElement>('textbox')
  return {
    ...conversation,
    area,
    storage,
    unmount,
    container,
    goTo: (key: string) => rerender(ui(key)),
    write: (text: string) => fireEvent.input(area, { target: { value: text } }),
    press: (init: KeyboardEventInit & { keyCode?: number }) =>
      fireEvent.keyDown(area, { key: 'Enter', ...init })
  }
}

const sent = (text: string) => [{ kind: 'text', text }]

test('Enter sends and empties the field', async () => {
  const { write, press, said, area } = open()
  await write('hello')
  expect(await press({})).toBe(false)
  expect(said('send')).toEqual(sent('hello'))
  expect(area.value).toBe('')
})

test('Shift+Enter breaks the line and sends nothing', async () => {
  const { write, press, said, area } = open()
  await write('hello')
  // Not prevented: the browser puts the line break in
  expect(await press({ shiftKey: true })).toBe(true)
  expect([said('send'), area.value]).toEqual([[], 'hello'])
})

const COMPOSING: { says: string; init: KeyboardEventInit & { keyCode?: number } }[] = [
  { says: 'the browser says that it composes', init: { isComposing: true } },
  { says: 'the browser says so only by keyCode 229', init: { keyCode: 229 } }
]
for (const { says, init } of COMPOSING) {
  test(`Enter that chooses a word of an input method never sends: ${says}`, async () => {
    const { write, press, said } = open()
    await write('ni hao')
    await press(init)
    expect(said('send')).toEqual([])
    await write('你好')
    await press({})
    expect(said('send')).toEqual(sent('你好'))
  })
}

test('nothing but white space is not sent, what is around the words is kept', async () => {
  const { write, press, said, container } = open()
  for (const blank of ['', '   ', '\n\n']) {
    await write(blank)
    await press({})
    expect(container.querySelector<HTMLButtonElement>('.send')!.disabled).toBe(true)
  }
  expect(said('send')).toEqual([])
  await write('  two\n\nlines ')
  await press({})
  expect(said('send')).toEqual(sent('  two\n\nlines '))
})

test('what is too long is kept, not sent, and says by how much', async () => {
  const { write, press, said, area } = open()
  await write('x'.repeat(LIMITS.textLength + 7))
  await press({})
  expect(said('send')).toEqual([])
  expect(screen.getByRole('alert').textContent).toContain('7')
  expect(area.value).toHaveLength(LIMITS.textLength + 7)
})

test('a draft is kept over a reload, each conversation has its own, and sending removes it', async () => {
  const storage = createMemory()
  const first = open({ storage, draftKey: 'one' })
  await first.write('for one')
  first.unmount()
  const again = open({ storage, draftKey: 'one' })
  expect(again.area.value).toBe('for one')
  again.goTo('two')
  await Promise.resolve()
  expect(again.area.value).toBe('')
  await again.write('for two')
  again.goTo('one')
  await Promise.resolve()
  expect(again.area.value).toBe('for one')
  await again.press({})
  expect([storage.get('one'), storage.get('two')]).toEqual([null, 'for two'])
})

test('[PR1] the other side hears that somebody types; what, only where previews are on', async () => {
  const plain = open()
  await plain.write('secret')
  expect(plain.said('typing')).toEqual([true])
  await plain.write('')
  expect(plain.said('typing')).toEqual([true, false])
  cleanup()
  const previewing = open({ previews: true })
  await previewing.write('shown')
  expect(previewing.said('typing')).toEqual(['shown'])
})

test('a pasted file is uploaded, pasted text is left to the browser', async () => {
  const { area, uploads } = open()
  const file = new File(['x'], 'screen.png', { type: 'image/png' })
  expect(await fireEvent.paste(area, { clipboardData: { files: [file] } })).toBe(false)
  expect(uploads.map(one => one.file)).toEqual([file])
  expect(await fireEvent.paste(area, { clipboardData: { files: [] } })).toBe(true)
})
