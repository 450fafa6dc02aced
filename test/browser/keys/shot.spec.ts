import { bubble, composer, expect, test, type Frame, type Page } from '#test/kit/browser'
import { open } from './open.ts'

// cut_flag: the screenshot tool. The screen is a canvas: which window is chosen is the browser's own question.

const SCREEN = { width: 800, height: 600 }

/** Left half red, right half blue; `null`: the visitor changes their mind in the browser's own question. */
async function giveScreen(page: Page, screen: typeof SCREEN | null) {
  await page.addInitScript(size => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      if (!size) throw new DOMException('', 'NotAllowedError')
      const canvas = document.createElement('canvas')
      canvas.width = size.width
      canvas.height = size.height
      const pen = canvas.getContext('2d')!
      const draw = () => {
        pen.fillStyle = '#f00'
        pen.fillRect(0, 0, size.width / 2, size.height)
        pen.fillStyle = '#00f'
        pen.fillRect(size.width / 2, 0, size.width / 2, size.height)
      }
      draw()
      setInterval(draw, 50)
      const stream = canvas.captureStream()
      ;(window as any).tracks = stream.getTracks()
      return stream
    }
  }, screen)
}

test.use({ viewport: { width: 1200, height: 900 } })

const tool = (chat: Page | Frame) => chat.getByRole('button', { name: 'Send a screenshot' })
const choice = (chat: Page | Frame, name: string) => chat.getByRole('dialog').getByRole('button', { name })

/** As it was stored: the agent's side has the picture's own measures. */
async function sentPicture(chat: Page | Frame) {
  const picture = bubble(chat, /^$/).locator('img').last()
  await expect(picture).toBeVisible()
  return await picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth
    canvas.height = image.naturalHeight
    const pen = canvas.getContext('2d')!
    pen.drawImage(image, 0, 0)
    const at = (x: number) => [...pen.getImageData(x, 5, 1, 1).data].map(part => (part > 200 ? 1 : 0))
    return {
      width: image.naturalWidth,
      height: image.naturalHeight,
      left: at(5),
      right: at(image.naturalWidth - 5)
    }
  })
}

const RED = [1, 0, 0, 1]
const BLUE = [0, 0, 1, 1]

for (const surface of ['script', 'link'] as const) {
  test(`[CFG-cut_flag] [key:cut_flag:${surface}] sends a part of the chosen screen, or all of it; hide removes the tool`, async ({
    site,
    visitorPage: page
  }) => {
    const loaded: string[] = []
    page.on('request', request => {
      if (request.url().includes('/more/')) loaded.push(request.url())
    })
    await giveScreen(page, SCREEN)
    const chat = await open(page, site, surface)
    expect(loaded).toEqual([])
    await tool(chat).click()
    const canvas = chat.getByRole('dialog').locator('canvas')
    await expect(canvas).toBeVisible()
    expect(loaded).toHaveLength(1)
    await expect(choice(chat, 'Send this part')).toBeDisabled()
    // From left of the middle to right of it, with a quarter of the height
    const box = (await canvas.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.25, box.y + 1)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.1, { steps: 3 })
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.25, { steps: 3 })
    await page.mouse.up()
    await choice(chat, 'Send this part').click()
    const part = await sentPicture(chat)
    expect(part).toMatchObject({ left: RED, right: BLUE })
    expect(Math.abs(part.width - SCREEN.width / 2)).toBeLessThan(8)
    expect(Math.abs(part.height - SCREEN.height / 4)).toBeLessThan(8)
    await expect(chat.getByRole('dialog')).toHaveCount(0)

    // By keyboard: all of it, and nothing is recorded any more
    await tool(chat).focus()
    await page.keyboard.press('Enter')
    await expect(choice(chat, 'Send all of it')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(chat.getByRole('log').locator('img')).toHaveCount(2)
    expect(await sentPicture(chat)).toMatchObject({ ...SCREEN, left: RED, right: BLUE })
    expect(await chat.evaluate(() => (window as any).tracks.map((one: any) => one.readyState))).toEqual([
      'ended'
    ])

    await expect(tool(await open(page, site, surface, { cut_flag: 'hide' }))).toHaveCount(0)
    await expect(tool(await open(page, site, surface, { cut_flag: 'show' }))).toBeVisible()
  })
}

test('[CFG-cut_flag] Esc, Cancel and a refusal of the browser send nothing, and the chat goes on', async ({
  site,
  visitorPage: page
}) => {
  await giveScreen(page, SCREEN)
  const chat = await open(page, site, 'link')
  await tool(chat).click()
  await choice(chat, 'Cancel').click()
  await expect(chat.getByRole('dialog')).toHaveCount(0)
  await tool(chat).click()
  await expect(chat.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(chat.getByRole('dialog')).toHaveCount(0)
  await giveScreen(page, null)
  await page.reload()
  await composer(page).waitFor()
  await tool(page).click()
  await composer(page).fill('still here')
  await composer(page).press('Enter')
  await expect(bubble(page, 'still here')).toBeVisible()
  await expect(page.getByRole('log').locator('img')).toHaveCount(0)
})

test('[CFG-cut_flag] a browser without the function has no tool, nor a page that has forbidden it', async ({
  site,
  visitorPage: page
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(MediaDevices.prototype, 'getDisplayMedia', { value: undefined })
  })
  await expect(tool(await open(page, site, 'link'))).toHaveCount(0)
})

test('[CFG-cut_flag] the tool is there in Arabic, and what is marked is what is sent', async ({
  site,
  visitorPage: page
}) => {
  await giveScreen(page, SCREEN)
  const chat = await open(page, site, 'link', { locale: 'ar' })
  await chat.getByRole('button', { name: 'إرسال لقطة شاشة' }).click()
  const canvas = chat.getByRole('dialog').locator('canvas')
  const box = (await canvas.boundingBox())!
  await page.mouse.move(box.x + 2, box.y + 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4, { steps: 3 })
  await page.mouse.up()
  await choice(chat, 'إرسال هذا الجزء').click()
  expect(await sentPicture(chat)).toMatchObject({ left: RED, right: RED })
})
