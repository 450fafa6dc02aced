// What every page of the shop needs: the language switch, the cart and its number in the header.
import { productOf } from './products.js'

const { shop } = window

/** An element with properties and children; a string child becomes text. */
export function el(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}

/** A text in both languages, of which one shows. */
export function both(zh, en) {
  const fragment = document.createDocumentFragment()
  fragment.append(el('span', { lang: 'zh-CN' }, zh), el('span', { lang: 'en' }, en))
  return fragment
}

/** Runs now and whenever the visitor switches the language. */
export function onLanguage(run) {
  run(shop.language)
  document.addEventListener('shop:language', () => run(shop.language))
}

export const priceOf = amount => `¥${amount}`

export const cart = {
  /** Product and count of each line, oldest first. */
  lines() {
    return Object.entries(readCart()).map(([id, count]) => ({ product: productOf(id), count }))
  },

  add(id, count = 1) {
    cart.set(id, (readCart()[id] ?? 0) + count)
  },

  /** 0 removes the line. */
  set(id, count) {
    const counts = readCart()
    if (count > 0) counts[id] = Math.min(count, 99)
    else delete counts[id]
    shop.write('shop-cart', JSON.stringify(counts))
    document.dispatchEvent(new Event('shop:cart'))
  },

  total() {
    return cart.lines().reduce((sum, { product, count }) => sum + product.price * count, 0)
  }
}

function readCart() {
  try {
    const stored = Object.entries(JSON.parse(shop.read('shop-cart') ?? '{}'))
    return Object.fromEntries(stored.filter(([id, count]) => productOf(id) && Number.isInteger(count)))
  } catch {
    return {}
  }
}

function showCount() {
  const count = cart.lines().reduce((sum, line) => sum + line.count, 0)
  const badge = document.querySelector('#cart-count')
  badge.textContent = count
  badge.hidden = count === 0
}

showCount()
document.addEventListener('shop:cart', showCount)
addEventListener('storage', event => {
  if (event.key === 'shop-cart') document.dispatchEvent(new Event('shop:cart'))
})

/** Who is signed in; the shop's server says so, with a proof for the chat. */
export const member = {
  isKnown: () => shop.read('shop-member') === 'yes',

  signIn: () => ask('POST', '/api/sign-in'),

  async signOut() {
    await ask('POST', '/api/sign-out')
    window.zc('logout')
  }
}

async function ask(method, path) {
  const response = await fetch(path, { method }).catch(() => undefined)
  const { identity } = response?.ok ? await response.json() : { identity: null }
  shop.write('shop-member', identity ? 'yes' : 'no')
  if (identity) window.zc('identify', identity)
  document.dispatchEvent(new CustomEvent('shop:member', { detail: identity }))
}

/** A proof lives for ten minutes: pages that stay open ask for the next one in time. */
const renew = () => void (member.isKnown() && ask('GET', '/api/member'))
renew()
setInterval(renew, 8 * 60_000)

const switches = document.querySelectorAll('[data-language]')
for (const button of switches) {
  button.addEventListener('click', () => {
    shop.write('shop-language', button.dataset.language)
    shop.setLanguage(button.dataset.language)
    window.zc('config', { locale: shop.language === 'en' ? 'en' : 'cn' })
  })
}
onLanguage(language => {
  for (const button of switches) button.setAttribute('aria-pressed', button.dataset.language === language)
})
