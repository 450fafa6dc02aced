import { pictureOf, productOf, products } from './products.js'
import { both, cart, el, onLanguage, priceOf } from './shop.js'

const product = productOf(new URLSearchParams(location.search).get('id')) ?? products[0]
const { id, price, size, zh, en } = product
const fill = (selector, ...content) => document.querySelector(selector).replaceChildren(...content)

fill('#name', both(zh.name, en.name))
fill('#here', both(zh.name, en.name))
fill('#line', both(zh.line, en.line))
fill('#text', both(zh.text, en.text))
fill('#size', size)
fill('#price', priceOf(price))
document.querySelector('#picture').src = pictureOf(product)

onLanguage(language => {
  const { name, line } = product[language]
  document.title = `${name} · ${language === 'en' ? 'Slow Kettle' : '慢壶'}`
  document.querySelector('#picture').alt = name
  // Agents see which product the visitor is looking at.
  window.zc('config', {
    card_title: name,
    card_desc: line,
    card_note: priceOf(price),
    card_url: encodeURIComponent(location.href),
    card_picture: encodeURIComponent(new URL(pictureOf(product), location.href).href)
  })
})

document.querySelector('#buy').addEventListener('submit', event => {
  event.preventDefault()
  cart.add(id, event.target.elements.count.valueAsNumber)
  fill(
    '#added',
    both('已放进购物车。', 'It is in your cart. '),
    el('a', { href: 'cart.html' }, both('去结算', 'Go to the cart'))
  )
})

document.querySelector('#ask').addEventListener('click', () => window.zc('expand'))

// The same kind first.
const others = products
  .filter(other => other !== product)
  .sort((a, b) => (b.kind === product.kind) - (a.kind === product.kind))
  .slice(0, 4)
fill('#others', ...others.map(smallCard))

function smallCard(other) {
  return el(
    'li',
    { className: 'card' },
    el('img', { src: pictureOf(other), alt: '', width: 320, height: 320, loading: 'lazy' }),
    el('h3', {}, el('a', { href: `product.html?id=${other.id}` }, both(other.zh.name, other.en.name))),
    el('p', {}, el('strong', {}, priceOf(other.price)))
  )
}
