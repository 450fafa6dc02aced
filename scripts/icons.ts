// Draws the workbench's icons for phones from the mark that the workbench shows: npm run icons, after the mark has changed.
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const TEAL = '#0f766e'
const BUBBLE = 'M5 3h14a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-7l-5 4v-4H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3Z'
const LETTER = 'M8.5 7.5h7l-7 6.5h7'

/** `share`: of the width that the mark takes; a mask may cut what is outside the inner 80 %. */
const mark = (
  share: number,
  { ground, bubble, letter }: { ground: string; bubble: string; letter: string }
) => `
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
  ${ground}
  <g transform="translate(50 50) scale(${share * 5}) translate(-12 -12.5)">
    <path d="${BUBBLE}" fill="${bubble}"/>
    <path d="${LETTER}" fill="none" stroke="${letter}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>
  </g>
</svg>`

const ROUND = `<rect width="100" height="100" rx="22" fill="${TEAL}"/>`
const FULL = `<rect width="100" height="100" fill="${TEAL}"/>`
const onTeal = { bubble: '#ffffff', letter: TEAL }
const PICTURES = [
  { name: 'icon-192', size: 192, svg: mark(0.62, { ground: ROUND, ...onTeal }) },
  { name: 'icon-512', size: 512, svg: mark(0.62, { ground: ROUND, ...onTeal }) },
  { name: 'icon-maskable-512', size: 512, svg: mark(0.52, { ground: FULL, ...onTeal }) },
  { name: 'icon-180', size: 180, svg: mark(0.6, { ground: FULL, ...onTeal }) },
  // Only its shape counts: phones draw it in one colour
  { name: 'badge-96', size: 96, svg: mark(0.8, { ground: '', bubble: '#ffffff', letter: 'none' }) }
]

for (const { name, size, svg } of PICTURES)
  await sharp(Buffer.from(svg), { density: 600 })
    .resize(size, size)
    .png({ palette: name !== 'badge-96', compressionLevel: 9 })
    .toFile(fileURLToPath(new URL(`../workbench/icons/${name}.png`, import.meta.url)))
