let own = ''
let shown = ''

/** The text for the page's title, or none for what the page itself has there; never before the visitor has done something. */
export function showTitle(text: string): void {
  if (navigator.userActivation?.hasBeenActive === false) return
  // The page may have set another meanwhile, which is its own then
  if (document.title !== shown || !shown) own = document.title
  document.title = text || own
  shown = text
}
