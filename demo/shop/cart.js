import { pictureOf } from './products.js'
import { both, cart, el, onLanguage, priceOf } from './shop.js'

const list = document.querySelector('#lines')
const dialog = document.querySelector('dialog')

function show() {
  const lines = cart.lines()
  document.querySelector('#empty').hidden = lines.length > 0
  document.querySelector('#filled').hidden = lines.length === 0
  document.querySelector('#total').textContent = priceOf(cart.total())
  // Lines that are there already stay, and keep the focus.
  const shown = new Map([...list.children].map(line => [line.dataset.id, line]))
  for (const [id, line] of shown) if (!lines.some(({ product }) => product.id === id)) line.remove()
  for (const { product, count } of lines) {
    const line = shown.get(product.id) ?? lineOf(product)
    if (!line.isConnected) list.append(line)
    line.querySelector('input').value = count
    line.querySelector('strong').textContent = priceOf(product.price * count)
  }
}

function lineOf(product) {
  const { id, price, zh, en } = product
  const input = el('input', { type: 'number', min: 1, max: 99, required: true })
  input.addEventListener('change', () => {
    if (input.reportValidity()) cart.set(id, input.valueAsNumber)
  })
  const remove = el('button', { type: 'button', className: 'plain' }, both('删除', 'Remove'))
  remove.append(el('span', { className: 'unseen' }, ' ', both(zh.name, en.name)))
  remove.addEventListener('click', () => {
    cart.set(id, 0)
    document.querySelector('h1').focus()
  })
  const line = el(
    'li',
    {},
    el('img', { src: pictureOf(product), alt: '', width: 320, height: 320 }),
    el(
      'div',
      {},
      el('h2', {}, el('a', { href: `product.html?id=${id}` }, both(zh.name, en.name))),
      priceOf(price)
    ),
    el(
      'label',
      {},
      el('span', { className: 'unseen' }, both(`数量：${zh.name}`, `Quantity of ${en.name}`)),
      input
    ),
    el('strong'),
    remove
  )
  line.dataset.id = id
  return line
}

// Agents see what is in the cart, as a field of the visitor.
function tellChat() {
  const english = window.shop.language === 'en'
  const content = cart
    .lines()
    .map(({ product, count }) => `${product[english ? 'en' : 'zh'].name} × ${count}`)
  const params = english
    ? { Cart: content.join(', '), Total: priceOf(cart.total()) }
    : { 购物车: content.join('、'), 合计: priceOf(cart.total()) }
  window.zc('config', { params: JSON.stringify(params) })
}

show()
onLanguage(tellChat)
document.addEventListener('shop:cart', show)
document.addEventListener('shop:cart', tellChat)
document.querySelector('#checkout').addEventListener('click', () => dialog.showModal())
