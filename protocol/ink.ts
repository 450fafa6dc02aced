/** White or nearly black, whichever reads better on a colour of six hex digits: a contrast of at least 4.5:1. */
export function inkOn(hex: string): '#ffffff' | '#101418' {
  const [r, g, b] = [0, 2, 4].map(at => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]
  return contrast(luminance(r, g, b), 1) >= 4.5 ? '#ffffff' : '#101418'
}

function luminance(...rgb: [number, number, number]): number {
  const [r, g, b] = rgb.map(value => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
