// Stands in for names.ts. Pages style, query, click, move and delete them by these names.

export var ENTRANCE = 'zhichiBtnBox'
export var BUTTON = 'zhichiBtn'
export var TITLE = 'zc-advice-icon-btn-title'
export var COUNT = 'zhichiCount'
export var FRAME = 'ZCChatFrame'
export var PANEL = 'ZCPanel'
/** The window's script knows the place of the chat by it; see frame.ts. */
export var CONTAINER = 'zc__sdk__container'
