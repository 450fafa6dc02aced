/** What a company pastes before `</body>` of its pages; loader/snippet.html explains it and has the stricter forms. */
export const snippetFor = ({ origin, sysnum, number }: { origin: string; sysnum: string; number: number }) =>
  `<script>
  ;(function (w, d, e, x) {
    w[e] = function () {
      w.cbk = w.cbk || []
      w.cbk.push(arguments)
    }
    x = d.createElement('script')
    x.async = true
    x.id = 'zhichiScript'
    x.src = '${origin}/chat/frame/v2/entrance.js?sysnum=${sysnum}'
    d.body.appendChild(x)
  })(window, document, 'zc')
  zc('config', { channelid: ${number} })
</script>`
