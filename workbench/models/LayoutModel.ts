import { computed, signal } from '@preact/signals'
import type { KeyValue } from '#client/index'

export type Layout = 'phone' | 'tablet' | 'desktop'
export type LayoutModel = ReturnType<typeof createLayoutModel>

const PANEL = 'ozc:agent:panel'

/** How many panes fit, and whether the visitor's is one of them. */
export function createLayoutModel(storage: KeyValue) {
  const notPhone = matchMedia('(min-width: 760px)')
  const isWide = matchMedia('(min-width: 1180px)')
  const find = (): Layout => (isWide.matches ? 'desktop' : notPhone.matches ? 'tablet' : 'phone')
  const layout = signal<Layout>(find())
  const isPanelKept = signal(storage.get(PANEL) !== 'off')
  const isSheetOpen = signal(false)
  const follow = () => {
    layout.value = find()
    isSheetOpen.value = false
  }
  notPhone.addEventListener('change', follow)
  isWide.addEventListener('change', follow)

  return {
    layout,
    isPanelShown: computed(() => (layout.value === 'desktop' ? isPanelKept.value : isSheetOpen.value)),
    togglePanel() {
      if (layout.value !== 'desktop') return (isSheetOpen.value = !isSheetOpen.value)
      isPanelKept.value = !isPanelKept.value
      storage.set(PANEL, isPanelKept.value ? 'on' : 'off')
    },
    closeSheet: () => void (isSheetOpen.value = false),
    destroy() {
      notPhone.removeEventListener('change', follow)
      isWide.removeEventListener('change', follow)
    }
  }
}
