export type ShortcutActions = {
  move(by: 1 | -1): void
  accept(): void
  end(): void
  back(): void
  search(): void
  /** In everything that was ever said. */
  everywhere(): void
  tab(index: number): void
  help(): void
}

/** Listens on the page; `isOn` switches those of a single character off, which speech input sets off by mistake. */
export function listenForShortcuts(actions: ShortcutActions, isOn: () => boolean): () => void {
  const single: Record<string, () => void> = {
    j: () => actions.move(1),
    k: () => actions.move(-1),
    a: actions.accept,
    e: actions.end,
    s: actions.everywhere,
    '/': actions.search,
    '、': actions.search,
    '?': actions.help,
    '？': actions.help
  }
  const named: Record<string, () => void> = {
    ArrowDown: () => actions.move(1),
    ArrowUp: () => actions.move(-1),
    Escape: actions.back
  }

  function find({ key, target }: KeyboardEvent): (() => void) | undefined {
    if (key === 'Escape') return actions.back
    if (isField(target)) return undefined
    // Arrows scroll whatever else has the focus
    if (Object.hasOwn(named, key)) return isInInbox(target) ? named[key] : undefined
    if (!isOn()) return undefined
    const lower = key.toLowerCase()
    if (/^[1-4]$/.test(key)) return () => actions.tab(Number(key) - 1)
    return Object.hasOwn(single, lower) ? single[lower] : undefined
  }

  function onKeyDown(event: KeyboardEvent) {
    const { ctrlKey, metaKey, altKey, isComposing, keyCode, defaultPrevented } = event
    if (ctrlKey || metaKey || altKey || isComposing || keyCode === 229 || defaultPrevented) return
    if (document.querySelector('dialog[open]')) return
    const action = find(event)
    if (!action) return
    event.preventDefault()
    action()
  }

  addEventListener('keydown', onKeyDown)
  return () => removeEventListener('keydown', onKeyDown)
}

const isInInbox = (target: EventTarget | null) =>
  target === document.body || (target instanceof Element && target.closest('.inbox-list') !== null)

/** Somewhere that takes characters or picks by them. */
export function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
