import { ENTRANCE } from '../names.ts'

/** The focus goes into the chat when somebody asked for it, and back to where it came from. */
export function createFocus() {
  let opener: Element | null | undefined
  return {
    isWanted: () => Boolean(opener),
    take(frame: HTMLIFrameElement, by: Element | null | undefined) {
      opener = by
      if (by) frame.focus()
    },
    /** True also where it is nowhere in particular. */
    isIn: (frame: HTMLIFrameElement) =>
      [frame, document.body].includes(document.activeElement as HTMLElement),
    giveBack() {
      const target =
        opener?.isConnected && opener !== document.body ? opener : document.getElementById(ENTRANCE)
      if (target instanceof HTMLElement) target.focus()
    }
  }
}
