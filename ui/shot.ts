import type { ShotWords } from './shot/crop.ts'
import { language, t } from './i18n/t.ts'

/** The script that takes the picture: built by itself and loaded by whoever wants one. */
declare const __OPENZC_SHOT__: string

type Crop = (stream: MediaStream, words: ShotWords) => Promise<File | undefined>
type Policy = { featurePolicy?: { allowsFeature(name: string): boolean } }

/** Whether this browser has it, phones do not, and the page around us lets us have it. */
export function canShoot(): boolean {
  const { featurePolicy } = document as Document & Policy
  return (
    navigator.mediaDevices?.getDisplayMedia !== undefined &&
    featurePolicy?.allowsFeature('display-capture') !== false
  )
}

/** One picture of what the visitor chooses, cut to what they mark; undefined when they change their mind. */
export async function shoot(): Promise<File | undefined> {
  let stream: MediaStream | undefined
  try {
    // Asked for at once: the browser gives it only shortly after the click
    const asked = navigator.mediaDevices.getDisplayMedia({ video: true })
    const loaded = import(/* @vite-ignore */ __OPENZC_SHOT__) as Promise<{ crop: Crop }>
    loaded.catch(() => {})
    stream = await asked
    const { crop } = await loaded
    return await crop(stream, {
      language: language.value,
      title: t('composer.shot'),
      hint: t('shot.hint'),
      part: t('shot.part'),
      whole: t('shot.whole'),
      cancel: t('chat.cancel')
    })
  } catch {
    return undefined
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop()
  }
}
