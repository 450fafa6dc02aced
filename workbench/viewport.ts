/** Keeps the page as high as what a phone's keyboard leaves: the composer stays in sight. */
export function fitToKeyboard(root: HTMLElement) {
  const viewport = window.visualViewport
  if (!viewport) return
  const fit = () => {
    // Zoomed in, the visible part is smaller, but nothing is covered
    root.style.height = viewport.scale > 1 ? '' : `${viewport.height}px`
  }
  viewport.addEventListener('resize', fit)
  fit()
}
