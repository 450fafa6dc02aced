import { productOf, pictureOf } from './products.js'
import { member, onLanguage } from './shop.js'

const on = (id, run) => document.getElementById(id).addEventListener('click', run)
const absolute = path => new URL(path, location.href).href

// An own button is all it takes: frame_status opens the chat and closes it again.
on('open', () => {
  window.zc('frame_status', status => {
    document.getElementById('open').dataset.status = status
  })
})

on('robot', () => {
  window.zc('config', { type: 1 })
  window.zc('expand')
})

on('person', () => {
  window.zc('config', { type: 2 })
  window.zc('expand')
})

on('order', () => {
  const items = ['gaiwan', 'longjing'].map(productOf)
  const goods = items.map(item => ({
    name: item[window.shop.language].name,
    pictureUrl: encodeURIComponent(absolute(pictureOf(item)))
  }))
  window.zc('config', {
    order_status: 3,
    order_code: '20260001',
    create_time: String(Date.now() - 2 * 24 * 60 * 60 * 1000),
    order_url: encodeURIComponent(absolute('cart.html')),
    goods_count: items.length,
    // In cents.
    total_fee: items.reduce((sum, item) => sum + item.price, 0) * 100,
    goods: JSON.stringify(goods)
  })
  window.zc('expand')
})

on('member', () => (member.isKnown() ? member.signOut() : member.signIn()))

document.addEventListener('shop:member', ({ detail: identity }) => {
  const button = document.getElementById('member')
  document.getElementById('member-name').textContent = identity?.uname ?? ''
  document.getElementById('member-in').hidden = !identity
  document.getElementById('member-out').hidden = Boolean(identity)
  button.querySelector('.in').hidden = !identity
  button.querySelector('.out').hidden = Boolean(identity)
})

on('popup', event => {
  event.preventDefault()
  window.open(event.currentTarget.href, 'chat', 'width=800,height=650')
})

onLanguage(language => {
  for (const link of document.querySelectorAll('a[data-chat]')) {
    const url = new URL(link.href)
    url.searchParams.set('locale', language === 'en' ? 'en' : 'cn')
    link.href = url.href
  }
})
