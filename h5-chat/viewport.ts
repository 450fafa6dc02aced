/** Keeps the page as high as what the keyboard leaves: the composer stays in sight. */
export function fitToKeyboard(root: HTMLElement) {
  const viewport = window.visualViewport
  if (!viewport) return
  const fit = () => {
    root.style.height = `${viewport.height}px`
    root.style.transform = viewport.offsetTop > 0 ? `translateY(${viewport.offsetTop}px)` : ''
  }
  viewport.addEventListener('resize', fit)
  viewport.addEventListener('scroll', fit)
  fit()
}
