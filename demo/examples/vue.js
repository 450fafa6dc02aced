import { createApp, h, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import { load } from 'openzc'

/** The chat while this component lives. */
function useChat(options) {
  const chat = shallowRef()
  onMounted(() => (chat.value = load(options)))
  onBeforeUnmount(() => chat.value?.destroy())
  return chat
}

const Support = {
  props: ['host', 'sysnum', 'config'],
  setup(props) {
    const chat = useChat(props)
    const unread = ref(0)
    const isOpen = ref(false)
    onMounted(() => {
      chat.value.on('unread_count', count => (unread.value = count))
      chat.value.on('expand', () => (isOpen.value = true))
      chat.value.on('collapse', () => (isOpen.value = false))
    })
    return () =>
      h(
        'button',
        { onClick: () => chat.value.toggle(), 'aria-expanded': isOpen.value },
        `Support (${unread.value})`
      )
  },
  watch: {
    config(values) {
      window.zc('config', values)
    }
  }
}

createApp({
  setup() {
    const query = new URLSearchParams(location.search)
    const isHere = ref(true)
    const config = ref({ locale: 'en', color: '336699' })
    return () => [
      isHere.value &&
        h(Support, { host: query.get('chat'), sysnum: query.get('sysnum'), config: config.value }),
      h('button', { onClick: () => (config.value = { ...config.value, color: 'aa3300' }) }, 'Red'),
      h('button', { onClick: () => (isHere.value = !isHere.value) }, isHere.value ? 'Leave' : 'Come')
    ]
  }
}).mount('#root')
