export type Sheet = ReturnType<typeof createSheet>

/** Rules of ours that no policy for inline styles forbids. */
export function createSheet() {
  let sheet: CSSStyleSheet | undefined
  let worn = ''
  return {
    /** Throws where sheets cannot be constructed. */
    put(rules: string) {
      sheet ??= new CSSStyleSheet()
      if (rules !== worn) sheet.replaceSync((worn = rules))
      // Again when the page has set a list of its own.
      if (!document.adoptedStyleSheets.includes(sheet))
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    },
    clear() {
      worn = ''
      sheet?.replaceSync('')
    }
  }
}
