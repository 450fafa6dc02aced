// Comes on demand, and alone: it brings nothing of the chat along but the colours of the page.

export type ShotWords = {
  language: string
  title: string
  hint: string
  part: string
  whole: string
  cancel: string
}

type Rect = { x: number; y: number; width: number; height: number }

/** A line is no picture. */
const LEAST_PX = 8
/** Beyond it the picture is sent with losses. */
const MOST_PNG_BYTES = 6_000_000

/** Takes one picture and lets the visitor choose what of it is sent. */
export async function crop(stream: MediaStream, words: ShotWords): Promise<File | undefined> {
  const picture = await still(stream)
  for (const track of stream.getTracks()) track.stop()
  const rect = await choose(picture, words)
  return rect && toFile(picture, rect)
}

async function still(stream: MediaStream): Promise<HTMLCanvasElement> {
  const video = document.createElement('video')
  video.muted = true
  video.srcObject = stream
  await video.play()
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')!.drawImage(video, 0, 0)
  video.srcObject = null
  return canvas
}

async function toFile(picture: HTMLCanvasElement, rect: Rect): Promise<File | undefined> {
  const { x, y, width, height } = rect
  const part = document.createElement('canvas')
  part.width = width
  part.height = height
  part.getContext('2d')!.drawImage(picture, x, y, width, height, 0, 0, width, height)
  const png = await toBlob(part, 'image/png')
  const blob = png && png.size > MOST_PNG_BYTES ? await toBlob(part, 'image/jpeg') : png
  return blob && new File([blob], `screenshot.${blob.type.slice(6)}`, { type: blob.type })
}

const toBlob = (canvas: HTMLCanvasElement, type: string) =>
  new Promise<Blob | null>(resolve => canvas.toBlob(resolve, type, 0.9)).then(blob => blob ?? undefined)

/** In a dialog: the focus stays in it, and Esc leaves it. Without a pointer the whole picture can be sent. */
function choose(picture: HTMLCanvasElement, words: ShotWords): Promise<Rect | undefined> {
  const all: Rect = { x: 0, y: 0, width: picture.width, height: picture.height }
  const dialog = make('dialog', DIALOG)
  const frame = make('div', FRAME)
  const mark = make('div', MARK)
  const bar = make('div', BAR)
  const hint = make('p', HINT)
  let rect: Rect | undefined

  dialog.lang = words.language
  dialog.setAttribute('aria-label', words.title)
  hint.textContent = words.hint
  picture.style.cssText = PICTURE
  picture.setAttribute('aria-hidden', 'true')
  frame.append(picture, mark)

  return new Promise(resolve => {
    const close = (chosen?: Rect) => {
      resolve(chosen)
      dialog.remove()
    }
    const part = button(words.part, () => close(rect))
    part.disabled = true
    part.style.opacity = '0.5'
    const whole = button(words.whole, () => close(all), true)
    bar.append(
      hint,
      button(words.cancel, () => close()),
      part,
      whole
    )
    dialog.append(frame, bar)
    dialog.addEventListener('cancel', () => close())
    dialog.addEventListener('keydown', event => event.stopPropagation())
    onDrag(picture, shown => {
      rect = toPicture(shown, picture)
      part.disabled = rect.width < LEAST_PX || rect.height < LEAST_PX
      part.style.opacity = part.disabled ? '0.5' : ''
      outline(mark, shown)
    })
    document.body.append(dialog)
    dialog.showModal()
    whole.focus()
  })
}

/** Tells of the rectangle on the screen, relative to the element, while it is drawn. */
function onDrag(element: HTMLElement, tell: (rect: Rect) => void) {
  let start: { x: number; y: number } | undefined
  const place = (event: PointerEvent) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    const within = (value: number, most: number) => Math.min(Math.max(value, 0), most)
    return { x: within(event.clientX - left, width), y: within(event.clientY - top, height) }
  }
  element.addEventListener('pointerdown', event => {
    start = place(event)
    element.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  element.addEventListener('pointermove', event => {
    if (!start) return
    const { x, y } = place(event)
    tell({
      x: Math.min(x, start.x),
      y: Math.min(y, start.y),
      width: Math.abs(x - start.x),
      height: Math.abs(y - start.y)
    })
  })
  for (const end of ['pointerup', 'pointercancel'] as const)
    element.addEventListener(end, () => (start = undefined))
}

function toPicture({ x, y, width, height }: Rect, picture: HTMLCanvasElement): Rect {
  const scale = picture.width / picture.getBoundingClientRect().width
  const [left, top] = [Math.round(x * scale), Math.round(y * scale)]
  return {
    x: left,
    y: top,
    width: Math.min(Math.round(width * scale), picture.width - left),
    height: Math.min(Math.round(height * scale), picture.height - top)
  }
}

function outline({ style }: HTMLElement, { x, y, width, height }: Rect) {
  style.display = 'block'
  style.left = `${x}px`
  style.top = `${y}px`
  style.width = `${width}px`
  style.height = `${height}px`
}

function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, style: string) {
  const element = document.createElement(tag)
  element.style.cssText = style
  return element
}

function button(text: string, onClick: () => void, isPrimary = false): HTMLButtonElement {
  const made = make('button', isPrimary ? BUTTON + PRIMARY : BUTTON)
  made.type = 'button'
  made.textContent = text
  made.addEventListener('click', onClick)
  return made
}

const DIALOG =
  'display:flex;flex-direction:column;gap:10px;box-sizing:border-box;width:100%;height:100%;max-width:none;max-height:none;margin:0;padding:12px;border:0;background:var(--bg);color:var(--text)'
// What lies within goes by the left edge, whichever way the language runs
const FRAME =
  'position:relative;direction:ltr;flex:0 1 auto;min-height:0;width:fit-content;max-width:100%;margin:auto;overflow:hidden;border:1px solid var(--line)'
const PICTURE =
  'display:block;max-width:100%;max-height:calc(100vh - 150px);cursor:crosshair;touch-action:none'
const MARK =
  'display:none;position:absolute;box-sizing:border-box;pointer-events:none;border:2px solid var(--accent);box-shadow:0 0 0 100vmax rgb(0 0 0 / 45%)'
const BAR = 'display:flex;flex-wrap:wrap;gap:8px;justify-content:flex-end;align-items:center'
const HINT = 'flex:1 1 100%;margin:0;font-size:13px;color:var(--text-soft)'
const BUTTON = 'min-height:36px;padding:0 14px;border:1px solid var(--line);border-radius:18px;'
const PRIMARY = 'border-color:transparent;background:var(--accent);color:var(--on-accent);font-weight:600;'
