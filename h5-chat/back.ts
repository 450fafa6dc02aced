import { miniProgram } from '#ui/mini-program.ts'

/** To where the visitor came from: the mini program around the page, the page before, or nothing is left to show. */
export function goBack() {
  const program = miniProgram()
  if (program?.navigateBack) program.navigateBack()
  else if (history.length > 1) history.back()
  else window.close()
}
