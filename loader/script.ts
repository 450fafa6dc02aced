// The script element that brought us: it says where the server is, and its address carries configuration.

/** Call it while the script is being evaluated: later there is no `currentScript`. */
export function findScript(): HTMLScriptElement | undefined {
  var all = document.getElementsByTagName('script')
  var found = (document.getElementById('zhichiScript') || document.currentScript) as HTMLScriptElement
  for (var i = all.length; !found && i--;) if (/\/entrance[\w.-]*\.js/i.test(all[i]!.src)) found = all[i]!
  return found
}

export function queryOf(address: string): Record<string, string> {
  var found: Record<string, string> = {}
  address.replace(/[?&]([^=&#]+)=([^&#]*)/g, function (_pair, name, value) {
    try {
      value = decodeURIComponent(value)
    } catch (_notEncoded) {
      // Many pages put values together without encoding them: then the raw text is meant.
    }
    return (found[name] = value)
  })
  return found
}
