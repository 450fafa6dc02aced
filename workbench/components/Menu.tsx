import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'

type MenuProps = {
  label: string
  className: string
  /** Where the box opens, seen from its button. */
  side?: 'below' | 'above'
  button: ComponentChildren
  /** `close(true)` gives the focus back to the button: for items that open a dialog, which returns it there. */
  children(close: (stays?: boolean) => void): ComponentChildren
}

/** A button that opens a box beside it; Esc, a click elsewhere or leaving it closes the box. */
export function Menu({ label, className, side = 'below', button, children }: MenuProps) {
  const isOpen = useSignal(false)
  const opener = useRef<HTMLButtonElement>(null)
  const close = () => (isOpen.value = false)
  const leave = (stays = false) => {
    if (stays) opener.current?.focus()
    close()
  }

  return (
    <div
      class="menu"
      onKeyDown={event => {
        if (event.key !== 'Escape' || !isOpen.value) return
        event.stopPropagation()
        close()
        opener.current?.focus()
      }}
      onFocusOut={event => {
        const to = event.relatedTarget
        // Nothing takes the focus when the window itself loses it, or on a plain part of the box
        if (to instanceof Node && !event.currentTarget.contains(to)) close()
      }}
    >
      <button
        ref={opener}
        type="button"
        class={className}
        aria-label={label}
        title={label}
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        {button}
      </button>
      {isOpen.value && (
        <>
          <div class="menu-back" onPointerDown={close} />
          <div class={`menu-box ${side}`}>{children(leave)}</div>
        </>
      )}
    </div>
  )
}
