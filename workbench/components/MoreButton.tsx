import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

type MoreProps = {
  label: string
  /** Resolves when more is there, or when it could not be had. */
  onMore(): Promise<unknown>
  /** Rows that are there. */
  count: number
  /** Brings more as soon as it is seen; else only when it is pressed. */
  isEager?: boolean
}

/** The end of a list of which there is more. */
export function MoreButton({ label, onMore, count, isEager = false }: MoreProps) {
  const button = useRef<HTMLButtonElement>(null)
  const isBusy = useSignal(false)
  const isSeen = useSignal(false)

  async function more() {
    if (isBusy.value) return
    isBusy.value = true
    await onMore()
    isBusy.value = false
  }

  useEffect(() => {
    if (!isEager) return
    const watch = new IntersectionObserver(
      entries => (isSeen.value = entries.some(one => one.isIntersecting))
    )
    watch.observe(button.current!)
    return () => watch.disconnect()
  }, [isEager])
  useEffect(() => {
    if (isEager && isSeen.value) void more()
    // After each page it may still be seen
  }, [isEager, isSeen.value, count])

  return (
    <button
      ref={button}
      type="button"
      class="button list-more"
      aria-disabled={isBusy.value}
      onClick={() => void more()}
    >
      {label}
    </button>
  )
}
