import { bubbles, expect, row, say, tab, test } from './harness.ts'

test('without a mouse: through the queue, accept, answer, back, end', async ({ desk }) => {
  const ann = await desk.agent(0)
  // Others may wait, too: the search is for these two alone
  const tag = Math.random().toString(36).slice(2, 9)
  const names = [`First ${tag}`, `Second ${tag}`]
  for (const name of names)
    await say(await desk.visitor(`&uname=${encodeURIComponent(name)}`), `I am ${name}`)
  await expect(row(ann, names[1]!)).toBeVisible()
  // The visitors' pages have come to the front since, and a page behind has no focus
  await ann.bringToFront()

  await ann.keyboard.press('/')
  await ann.keyboard.type(tag)
  await ann.keyboard.press('Enter')
  await expect(row(ann, names[0]!)).toBeFocused()
  await ann.keyboard.press('j')
  await expect(row(ann, names[1]!)).toBeFocused()
  await ann.keyboard.press('ArrowUp')
  await expect(row(ann, names[0]!)).toBeFocused()
  await ann.keyboard.press('Enter')
  await expect(ann.getByRole('heading', { name: names[0]! })).toBeFocused()

  await ann.keyboard.press('a')
  await expect(ann.getByRole('textbox', { name: 'Message' })).toBeFocused()
  // None of them fires while writing
  await ann.keyboard.type('ae?/1')
  await ann.keyboard.press('Enter')
  await expect(bubbles(ann)).toHaveText([`I am ${names[0]}`, 'ae?/1'])

  await ann.keyboard.press('Escape')
  await expect(row(ann, names[0]!)).toBeFocused()
  await ann.keyboard.press('1')
  await expect(tab(ann, 'Queue')).toHaveAttribute('aria-selected', 'true')
  await expect(row(ann, names[1]!)).toBeFocused()
  await ann.keyboard.press('2')
  await expect(row(ann, names[0]!)).toBeFocused()
  await ann.keyboard.press('e')
  await expect(ann.getByRole('button', { name: 'End conversation' })).toBeFocused()
  await ann.keyboard.press('Enter')
  await expect(ann.locator('.later')).toBeVisible()
})

test('? lists the shortcuts, which can be switched off', async ({ desk }) => {
  const ann = await desk.agent(0)
  await ann.keyboard.press('?')
  const dialog = ann.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(dialog).toBeVisible()
  await dialog.getByLabel('Single-key shortcuts').uncheck()
  await ann.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await ann.keyboard.press('?')
  await ann.keyboard.press('2')
  await expect(dialog).toBeHidden()
  await expect(tab(ann, 'Queue')).toHaveAttribute('aria-selected', 'true')
})

test('the arrow keys walk through the tabs', async ({ desk }) => {
  const ann = await desk.agent(0)
  await tab(ann, 'Queue').focus()
  await ann.keyboard.press('ArrowRight')
  await expect(tab(ann, 'Mine')).toBeFocused()
  await expect(tab(ann, 'Mine')).toHaveAttribute('aria-selected', 'true')
  await ann.keyboard.press('ArrowLeft')
  await ann.keyboard.press('ArrowLeft')
  await expect(tab(ann, 'Ended')).toBeFocused()
})
