import { miniProgram } from '#ui/mini-program.ts'

const SOURCE = '10'

/**
 * Android's web-view cannot show a file: its address goes to the mini program, which hears it when the page goes back.
 * Nothing else is ever sent that way.
 */
export function handOver(url: string, source: string | undefined): boolean {
  if (source !== SOURCE || !/Android/i.test(navigator.userAgent)) return false
  const program = miniProgram()
  if (!program?.postMessage || !program.navigateBack) return false
  program.postMessage({ data: new URL(url, location.href).href })
  program.navigateBack()
  return true
}
