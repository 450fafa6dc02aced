import { pictureOf, products } from './products.js'
import { both, cart, el, priceOf } from './shop.js'

for (const product of products) {
  document.querySelector(`#${product.kind}`).append(card(product))
}

document.querySelector('#ware').append(document.querySelector('#advice'))
document.querySelector('#advice button').addEventListener('click', () => window.zc('expand'))

function card(product) {
  const { id, price, zh, en } = product
  const add = el('button', { className: 'small', type: 'button' }, both('加入', 'Add'))
  add.append(el('span', { className: 'unseen' }, both(`购物车：${zh.name}`, ` ${en.name} to the cart`)))
  add.addEventListener('click', () => {
    cart.add(id)
    const said = document.querySelector('#said')
    said.replaceChildren(both(`${zh.name}已放进购物车`, `${en.name} is in your cart`))
    clearTimeout(card.timer)
    card.timer = setTimeout(() => said.replaceChildren(), 2500)
  })
  return el(
    'li',
    { className: 'card' },
    el('img', { src: pictureOf(product), alt: '', width: 320, height: 320, loading: 'lazy' }),
    el('h3', {}, el('a', { href: `product.html?id=${id}` }, both(zh.name, en.name))),
    el('p', {}, both(zh.line, en.line)),
    el('div', { className: 'row' }, el('strong', {}, priceOf(price)), add)
  )
}
