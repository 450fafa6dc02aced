import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PanelProps } from '../panel/Panel.tsx'

type Loaded = typeof import('../panel/Panel.tsx')

const loaded = signal<Loaded | undefined>(undefined)

/** What staff know of a visitor comes after what the page says: a script of its own, once. */
export function PanelMore({ part, ...props }: PanelProps & { part: 'Above' | 'Below' | 'Trail' }) {
  useEffect(() => {
    if (!loaded.value)
      import('../panel/Panel.tsx').then(
        module => (loaded.value = module),
        // The next panel asks again
        () => undefined
      )
  }, [])
  const View = loaded.value?.[part]
  return View ? <View {...props} /> : null
}
