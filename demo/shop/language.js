// Runs in the head, before anything is painted: no page shows the other language first.
// Texts stand in the pages in both languages; the style sheet hides the one that <html lang> does not name.
window.shop = {
  get language() {
    return document.documentElement.lang === 'en' ? 'en' : 'zh'
  },

  setLanguage(language) {
    document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN'
    const title = document.querySelector('title')
    document.title = title.dataset[language] ?? document.title
    document.dispatchEvent(new Event('shop:language'))
  },

  /** Storage may be refused by the browser; the shop then forgets, and works. */
  read(key) {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  },

  write(key, value) {
    try {
      localStorage.setItem(key, value)
    } catch {
      // Nothing to do: see read().
    }
  }
}

{
  const { shop } = window
  const asked = new URLSearchParams(location.search).get('lang')
  const isLanguage = value => value === 'zh' || value === 'en'
  const remembered = shop.read('shop-language')
  const browser = /^zh\b/i.test(navigator.language) ? 'zh' : 'en'
  if (isLanguage(asked)) shop.write('shop-language', asked)
  shop.setLanguage([asked, remembered].find(isLanguage) ?? browser)

  // Errors of a script do not bubble, but they can be captured.
  addEventListener(
    'error',
    event => {
      if (event.target.id === 'zhichiScript') document.documentElement.classList.add('chat-missing')
    },
    true
  )
}
