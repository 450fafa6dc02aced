// Makes the page for old browsers better where scripts run: new messages come and go without loading the page again. The page
// works without it. ES5, and no part of the DOM that a browser of 2011 does not have; text goes into text nodes, nothing else.

type Row = {
  seq: number
  side: 'mine' | 'theirs' | 'notice'
  name: string
  at: number
  pieces: { text: string; url?: string }[]
  file?: { url: string; name: string; about: string; picture?: { width: number; height: number } }
}
type Stretch = {
  rows: Row[]
  at: { cursor: number; lastId: string } | null
  older?: number
  more: boolean
  reset: boolean
  welcome?: string
}

var POLL_MS = 3000
var HIDDEN_POLL_MS = 12000
var ANSWER_WITHIN_MS = 30000
var NEAR_END_PX = 80

var byId = function (id: string): any {
  return document.getElementById(id)
}
var chat = byId('chat')
var form = byId('form')
var text = byId('text')
var button = byId('send')
var problem = byId('problem')
var list: HTMLElement | undefined
var at: Stretch['at'] = null
var shownUpTo = 0
var title = document.title
var unread = 0

function make(tag: string, kind?: string, content?: string): any {
  var element = document.createElement(tag)
  if (kind) element.className = kind
  if (content) element.appendChild(document.createTextNode(content))
  return element
}

/** `done` gets undefined when there was no answer that could be read. */
function ask(
  method: string,
  url: string,
  body: FormData | string | null,
  done: (answer: any, ok: boolean) => void
) {
  var request = new XMLHttpRequest()
  var timer = setTimeout(function () {
    request.abort()
    end()
  }, ANSWER_WITHIN_MS)
  function end() {
    var answer
    clearTimeout(timer)
    if (!done) return
    try {
      answer = JSON.parse(request.responseText)
    } catch (_noAnswer) {
      // Cut off, or a proxy's own page
    }
    var tell = done
    done = undefined!
    tell(answer, request.status === 200)
  }
  request.open(method, url, true)
  request.setRequestHeader('Accept', 'application/json')
  if (typeof body === 'string')
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded; charset=utf-8')
  request.onreadystatechange = function () {
    if (request.readyState === 4) end()
  }
  request.send(body)
}

function read(query: string, done: (stretch: Stretch | undefined) => void) {
  // Some old browsers answer such questions out of their cache
  var url = chat.getAttribute('data-list') + query + '&at=' + new Date().getTime()
  ask('GET', url, null, function (answer, ok) {
    done(ok ? answer : undefined)
  })
}

function look(then?: (stretch: Stretch | undefined) => void) {
  var query = at ? '&seq=' + at.cursor + '&id=' + at.lastId : ''
  read(query + (isHidden() ? '' : '&seen=1'), function (stretch) {
    if (stretch) show(stretch)
    if (then) then(stretch)
  })
}

function poll() {
  look(function (stretch) {
    setTimeout(poll, stretch && stretch.more ? 0 : isHidden() ? HIDDEN_POLL_MS : POLL_MS)
  })
}

function isHidden() {
  return document.hidden === true
}

function show(stretch: Stretch) {
  var isFirst = !list
  var follow = isFirst || stretch.reset || isNearEnd()
  if (!list || stretch.reset) {
    list = emptyList(stretch)
    shownUpTo = 0
    at = null
  }
  for (var i = 0; i < stretch.rows.length; i++) {
    var row = stretch.rows[i]!
    // Two questions may be on their way at once
    if (row.seq <= shownUpTo) continue
    shownUpTo = row.seq
    list.appendChild(draw(row))
    if (row.side === 'mine') follow = true
    else if (!isFirst && row.side === 'theirs') call()
  }
  if (stretch.at && (!at || stretch.at.cursor > at.cursor)) at = stretch.at
  if (follow) list.scrollTop = list.scrollHeight
}

function isNearEnd() {
  return list!.scrollTop + list!.clientHeight > list!.scrollHeight - NEAR_END_PX
}

/** In the place of the frame, or of what it held before. */
function emptyList(stretch: Stretch): HTMLElement {
  var place = byId('list')
  var rows = make('div', 'rows')
  rows.setAttribute('role', 'log')
  rows.setAttribute('aria-live', 'polite')
  rows.setAttribute('aria-label', chat.getAttribute('data-messages'))
  rows.tabIndex = 0
  while (place.firstChild) place.removeChild(place.firstChild)
  place.appendChild(rows)
  if (stretch.older) rows.appendChild(step(stretch.older))
  if (stretch.welcome) rows.appendChild(make('p', 'welcome', stretch.welcome))
  return rows
}

/** The way to earlier messages, at the top of the list. */
function step(older: number): HTMLElement {
  var line = make('p', 'step')
  var link = make('a', '', chat.getAttribute('data-earlier'))
  link.href = '#earlier'
  link.onclick = function () {
    read('&before=' + older, function (stretch) {
      if (stretch) putBefore(line, stretch)
    })
    return false
  }
  line.appendChild(link)
  return line
}

function putBefore(line: HTMLElement, stretch: Stretch) {
  var rows = line.parentNode as HTMLElement | null
  if (!rows) return
  var height = rows.scrollHeight
  if (stretch.older) rows.insertBefore(step(stretch.older), line)
  for (var i = 0; i < stretch.rows.length; i++) rows.insertBefore(draw(stretch.rows[i]!), line)
  rows.removeChild(line)
  // What was being read stays where it was
  rows.scrollTop += rows.scrollHeight - height
}

function draw(row: Row): HTMLElement {
  if (row.side === 'notice') return make('div', 'notice', row.pieces[0]!.text)
  var element = make('div', 'row ' + row.side)
  element.appendChild(make('div', 'name', row.name))
  var bubble = make('div', 'bubble')
  if (row.file) bubble.appendChild(drawFile(row.file))
  for (var i = 0; i < row.pieces.length; i++) bubble.appendChild(drawPiece(row.pieces[i]!))
  element.appendChild(bubble)
  element.appendChild(make('div', 'time', timeOf(row.at)))
  return element
}

function drawPiece(piece: { text: string; url?: string }): Node {
  return piece.url ? outward(make('a', '', piece.text), piece.url) : document.createTextNode(piece.text)
}

function drawFile(file: NonNullable<Row['file']>): HTMLElement {
  var link = outward(make('a', '', file.picture ? '' : file.name), file.url)
  link.title = file.about
  if (!file.picture) return link
  var picture = make('img')
  picture.alt = file.about
  picture.width = file.picture.width
  picture.height = file.picture.height
  picture.src = file.url
  link.appendChild(picture)
  return link
}

function outward(link: any, url: string): any {
  link.href = url
  link.target = '_blank'
  link.rel = 'noopener noreferrer nofollow ugc'
  return link
}

/** By the visitor's own clock. */
function timeOf(ms: number): string {
  var date = new Date(ms)
  var now = new Date()
  var minutes = date.getMinutes()
  var time = date.getHours() + (minutes < 10 ? ':0' : ':') + minutes
  var isToday = date.toDateString() === now.toDateString()
  if (window.Intl)
    return new Intl.DateTimeFormat(
      chat.getAttribute('data-language'),
      isToday ? { hour: '2-digit', minute: '2-digit' } : { dateStyle: 'medium', timeStyle: 'short' }
    ).format(date)
  if (isToday) return time
  return date.getFullYear() + '-' + (date.getMonth() + 1) + '-' + date.getDate() + ' ' + time
}

/** A message has come that nobody looks at. */
function call() {
  if (!isHidden()) return
  unread++
  document.title = '(' + unread + ') ' + title
}

function calm() {
  unread = 0
  if (document.title !== title) document.title = title
}

function say(what: string) {
  while (problem.firstChild) problem.removeChild(problem.firstChild)
  problem.appendChild(document.createTextNode(what))
  problem.className = what ? 'problem' : 'problem none'
}

/** False when the browser itself has to send the form. */
function submit(): boolean {
  var file = byId('file')
  var hasFile = !!file && !!file.value
  if (button.disabled) return true
  if (hasFile && !window.FormData) return false
  if (!hasFile && !/\S/.test(text.value)) return true
  var body = window.FormData ? new FormData(form) : encodeFields()
  busy(true)
  ask('POST', form.getAttribute('action'), body, function (answer, ok) {
    busy(false)
    if (answer && answer.form) form.elements.form.value = answer.form
    say(ok ? '' : (answer && answer.problem) || chat.getAttribute('data-offline'))
    // The same form, sent again, is stored once: nothing is lost when only the answer was
    if (!ok) return
    text.value = ''
    if (hasFile) clear(file)
    look()
  })
  return true
}

function busy(isBusy: boolean) {
  button.disabled = isBusy
  text.readOnly = isBusy
  button.firstChild.nodeValue = chat.getAttribute(isBusy ? 'data-sending' : 'data-send')
}

function encodeFields(): string {
  var names = ['form', 'from', 'text']
  var pairs = []
  for (var i = 0; i < names.length; i++)
    pairs.push(names[i] + '=' + encodeURIComponent(form.elements[names[i]!].value))
  return pairs.join('&')
}

function clear(file: HTMLInputElement) {
  file.value = ''
  // Where a script may not do that, another field comes in its place
  if (!file.value) return
  file.type = 'text'
  file.type = 'file'
}

function start() {
  form.onsubmit = function () {
    return !submit()
  }
  text.onkeydown = function (given: KeyboardEvent | undefined) {
    var event = given || window.event!
    var key = event as KeyboardEvent
    // 229 and isComposing: the key belongs to an input method
    if (key.keyCode !== 13 || key.shiftKey || key.isComposing) return true
    if (!submit()) form.submit()
    return false
  }
  var back = byId('back')
  if (back && history.length > 1) {
    back.className = 'back'
    back.onclick = function () {
      history.back()
      return false
    }
  }
  window.onfocus = calm
  poll()
}

if (chat && window.JSON && window.XMLHttpRequest) start()
