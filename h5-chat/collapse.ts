/** A string, since pages parse every message that they hear. */
const COLLAPSED = '{"name":"zc_post_message","data":{"action":"chat_collapse_window"}}'

/** In an iframe of the integrator's own: the page around hears what the loader tells otherwise. It holds nothing of the visitor's. */
export function tellCollapsed() {
  window.parent.postMessage(COLLAPSED, '*')
}
