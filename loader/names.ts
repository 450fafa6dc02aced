// Pages style, query, click, move and delete them by these names.

export var ENTRANCE = 'zc__sdk__sys__btn'
export var CONTAINER = 'zc__sdk__container'
