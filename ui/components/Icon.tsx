// Drawn on a 24 x 24 grid, two units wide, in the colour of the text.
const PATHS = {
  send: 'M4 12 20 4l-5 16-3-7-8-1Z',
  attach: 'M20 11.5 12 19a5 5 0 0 1-7-7l8-8a3.5 3.5 0 0 1 5 5l-8 8a2 2 0 0 1-3-3l7-7',
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5v.01M15 9.5v.01',
  close: 'm6 6 12 12M18 6 6 18',
  down: 'm6 9 6 6 6-6',
  back: 'm15 5-7 7 7 7',
  more: 'M5 12v.01M12 12v.01M19 12v.01',
  shot: 'M3 8V4h4M17 4h4v4M21 16v4h-4M7 20H3v-4M12 9v6M9 12h6',
  leave: 'M3 6h18v13H3V6ZM3 7l9 7 9-7',
  file: 'M7 3h7l5 5v13H7V3ZM14 3v5h5',
  bag: 'M5 8h14l1 13H4L5 8ZM9 11V7a3 3 0 0 1 6 0v4',
  check: 'm5 12 5 5 9-10',
  checks: 'm2 12 5 5 8-9M12 16l1 1 9-10',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 2',
  alert: 'M12 8v5M12 16.5v.01M12 3 2.5 20h19L12 3Z',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4l2-2ZM10 21h4',
  bellOff: 'M6 16V11a6 6 0 0 1 9-5M18 12v4l2 2H8M10 21h4M3 3l18 18',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c1-5 4-6 8-6s7 1 8 6',
  users:
    'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M2 20c.5-4.500 3-6 7-6s6.500 1.500 7 6M16 5.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2.500.500 3.600 2.500 4 5.500',
  inbox: 'M4 13 6 5h12l2 8v6H4v-6ZM4 13h5l1 3h4l1-3h5',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c3 3 3 15 0 18-3-3-3-15 0-18',
  device: 'M4 5h16v11H4V5ZM9 20h6M12 16v4',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5',
  logout: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  transfer: 'M4 8h14l-3-3M20 16H6l3 3',
  stop: 'M6 6h12v12H6V6Z'
} as const

export type IconName = keyof typeof PATHS

/** They point along the line, so the other way round where lines run from right to left. */
const ASIDE: readonly IconName[] = ['send', 'back', 'logout', 'transfer']

/** Decoration: the control around it carries the label. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={ASIDE.includes(name) ? 'icon aside' : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
