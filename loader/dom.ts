export function find(id: string): HTMLElement | null {
  return document.getElementById(id)
}

/** At the end of the page. */
export function make(tag: string): HTMLElement {
  return document.body.appendChild(document.createElement(tag))
}

export function remove(id: string): void {
  var found = find(id)
  if (found) found.parentNode!.removeChild(found)
}
