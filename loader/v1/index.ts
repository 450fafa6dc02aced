import '../index.ts'
import { config, origin, sysnum } from '../settings.ts'
import { live } from '../live.ts'
import { boot } from './life.ts'
import { METHODS } from './methods.ts'
import { state } from './state.ts'

// The first generation's script: the ordinary one with another entrance, another way to be configured, and a manager that the
// page holds. Once in the page is enough; with another company the manager goes over to the newest.

;(window as unknown as { getzhiSDKInstance(): unknown }).getzhiSDKInstance = function () {
  return state.manager
}
if (!state.manager['set']) lendMethods()
begin()

/** After the ordinary script has begun, which waits for the body. */
function begin(): void {
  if (isMine()) {
    lendMethods()
    boot(isMine)
  } else if (live.of !== origin + sysnum) setTimeout(begin, 20)
}

/** Not another evaluation's of the script. */
function isMine(): boolean {
  return !!live.core && live.core[2] === config
}

function lendMethods(): void {
  for (var name in METHODS) state.manager[name] = METHODS[name]!
}
