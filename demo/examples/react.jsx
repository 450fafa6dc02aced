/** @jsxImportSource react */
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { load } from 'openzc'

/** The chat while this component lives; another host or sysnum is another chat. */
function useChat({ host, sysnum, config }) {
  const [chat, setChat] = useState(null)
  useEffect(() => {
    const loaded = load({ host, sysnum })
    setChat(loaded)
    return () => loaded.destroy()
  }, [host, sysnum])
  useEffect(() => chat?.config(config), [chat, config])
  return chat
}

function Support({ host, sysnum, config }) {
  const chat = useChat({ host, sysnum, config })
  const [unread, setUnread] = useState(0)
  const [state, setState] = useState('collapse')
  useEffect(() => chat?.on('unread_count', setUnread), [chat])
  useEffect(() => chat?.on('expand', () => setState('expand')), [chat])
  useEffect(() => chat?.on('collapse', () => setState('collapse')), [chat])
  return (
    <button onClick={() => chat?.toggle()} aria-expanded={state === 'expand'}>
      Support ({unread})
    </button>
  )
}

function App() {
  const query = new URLSearchParams(location.search)
  const [isHere, setHere] = useState(true)
  const [config, setConfig] = useState({ locale: 'en', color: '336699' })
  return (
    <>
      {isHere && <Support host={query.get('chat')} sysnum={query.get('sysnum')} config={config} />}
      <button onClick={() => setConfig({ ...config, color: 'aa3300' })}>Red</button>
      <button onClick={() => setHere(!isHere)}>{isHere ? 'Leave' : 'Come'}</button>
    </>
  )
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>
)
