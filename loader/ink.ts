// Between the sums at which white and black stop being readable: 9,004,500 and 9,072,000 over all colours.
var DARK_FROM = 904e4

/** Black or white, whichever reads better on a colour of six hex digits: a contrast of at least 4.5:1. */
export function inkOn(color: string): string {
  var light = 0
  for (var i = 3; i--;) light += [54, 183, 19][i]! * Math.pow(+('0x' + color.substr(i * 2, 2)), 2.2)
  return light > DARK_FROM ? '#000' : '#fff'
}
