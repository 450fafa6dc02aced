/** Sound and a flashing title for what arrives while nobody looks. Silent until the person has interacted once. */
export function createAttention({ isOn }: { isOn(): boolean }) {
  const ownTitle = document.title
  let interacted = false
  let flashing: ReturnType<typeof setInterval> | undefined
  const note = () => (interacted = true)
  addEventListener('pointerdown', note, { once: true, capture: true })
  addEventListener('keydown', note, { once: true, capture: true })

  function calm() {
    clearInterval(flashing)
    flashing = undefined
    document.title = ownTitle
  }
  const onVisible = () => document.visibilityState === 'visible' && calm()
  document.addEventListener('visibilitychange', onVisible)

  return {
    calm,
    call(text: string) {
      if (interacted && isOn()) beep()
      if (document.visibilityState === 'visible' || flashing) return
      let on = false
      flashing = setInterval(() => {
        on = !on
        document.title = on ? text : ownTitle
      }, 1_000)
    },
    destroy() {
      calm()
      document.removeEventListener('visibilitychange', onVisible)
    }
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
