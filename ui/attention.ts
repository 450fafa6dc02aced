export type AttentionOptions = {
  isOn(): boolean
  /** Whether what has arrived is on the screen when the page is. */
  isShown?(): boolean
  /** Shows a text where the page's own title is; with none the page's own again. */
  setTitle?(text: string): void
}

/** Sound and a flashing title for what arrives while nobody looks. Silent until the person has interacted once. */
export function createAttention({ isOn, isShown = () => true, setTitle = createTitle() }: AttentionOptions) {
  let interacted = false
  let flashing: ReturnType<typeof setInterval> | undefined
  const note = () => (interacted = true)
  addEventListener('pointerdown', note, { once: true, capture: true })
  addEventListener('keydown', note, { once: true, capture: true })

  function calm() {
    if (flashing) setTitle('')
    clearInterval(flashing)
    flashing = undefined
  }
  const isSeen = () => document.visibilityState === 'visible' && isShown()
  const onVisible = () => isSeen() && calm()
  document.addEventListener('visibilitychange', onVisible)

  return {
    calm,
    /** `id` names what has arrived: of several tabs one sounds for it. */
    call(text: string, id?: string) {
      if (interacted && isOn()) inOneTab(id, beep)
      if (isSeen() || flashing) return
      let on = false
      flashing = setInterval(() => {
        on = !on
        setTitle(on ? text : '')
      }, 1_000)
    },
    destroy() {
      calm()
      document.removeEventListener('visibilitychange', onVisible)
    }
  }
}

const ONE_TAB_MS = 2_000

function inOneTab(id: string | undefined, act: () => void) {
  // Pages on plain http have no locks
  if (!id || !navigator.locks) return act()
  void navigator.locks.request(`openzc-sound-${id}`, { ifAvailable: true }, async lock => {
    if (!lock) return
    act()
    await new Promise(resolve => setTimeout(resolve, ONE_TAB_MS))
  })
}

function createTitle() {
  let own: string | undefined
  return (text: string) => {
    own ??= document.title
    document.title = text || own
    if (!text) own = undefined
  }
}

let audio: AudioContext | undefined

/** Two short tones, made here: no file to load. */
function beep() {
  try {
    audio ??= new AudioContext()
    const start = audio.currentTime
    for (const [delay, frequency] of [
      [0, 660],
      [0.12, 880]
    ] as const) {
      const tone = audio.createOscillator()
      const volume = audio.createGain()
      tone.frequency.value = frequency
      volume.gain.setValueAtTime(0.0001, start + delay)
      volume.gain.exponentialRampToValueAtTime(0.12, start + delay + 0.02)
      volume.gain.exponentialRampToValueAtTime(0.0001, start + delay + 0.18)
      tone.connect(volume).connect(audio.destination)
      tone.start(start + delay)
      tone.stop(start + delay + 0.2)
    }
  } catch {
    // No sound device, or the browser does not allow it: the title still flashes
  }
}
