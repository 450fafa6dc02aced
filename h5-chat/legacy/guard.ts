// Beside the app, in a file of its own that nothing waits for: ES5, for browsers that cannot even read the app's scripts.
import { missingIn } from './target.ts'

function leave() {
  location.replace('/chat/h5/index.html' + location.search + location.hash)
}

/** The app draws while its script runs: without anything by now, it never will. */
function leaveIfBlank() {
  var app = document.getElementById('app')
  if (app && !app.firstChild) leave()
}

if (missingIn(window)) leave()
else if (document.readyState === 'complete') leaveIfBlank()
else {
  // What no test foresees: a script that cannot be read or loaded, or that fails before there is anything to see
  window.addEventListener('error', leaveIfBlank, true)
  window.addEventListener('load', leaveIfBlank)
}
