/** On its own for scripts that need no other limit. */
export const URL_LENGTH = 2_000

// Numbers that both sides go by. Sizes in bytes, text lengths in UTF-16 units, times in milliseconds.
export const LIMITS = {
  /** Longest frame a peer may send; the socket is closed beyond it. */
  frameBytes: 65_536,
  /** Longest text of one message. */
  textLength: 8_000,
  /** Longest words that go with a rating. */
  commentLength: 500,
  /** Longest id, name, URL and other short strings. */
  idLength: 64,
  nameLength: 200,
  urlLength: URL_LENGTH,
  /** Longest title or line of a card, a whole card as JSON, and the goods of one order. */
  cardText: 1_000,
  cardLength: 16_000,
  goods: 20,
  /** Longest value of one field that a page configures, and of all of them that agents are shown. */
  claimLength: 8_000,
  claimsLength: 32_000,
  /** What of them is in an inbox, for the search. */
  fieldsLength: 1_000,
  /** Largest upload. */
  fileBytes: 20 * 1024 * 1024,
  /** Largest picture that is decoded, in pixels. */
  imagePixels: 40_000_000,
  fileNameLength: 120,
  /** Fields of `claims` that are kept of a visitor; the newest ones stay. */
  claims: 100,
  /** Points of a visitor's way: kept of one visit, and shown to agents. A pause this long ends a visit. */
  pointsKept: 200,
  pointsShown: 50,
  visitPauseMs: 30 * 60_000,
  /** Browsing visitors that agents are shown, the newest first. */
  browsingShown: 200,
  /** Entries in one `entries` or `page` frame. */
  pageSize: 50,
  /** Timelines that one session may follow at a time. */
  followed: 200,
  /** Frames per second that one session may send for long, and the burst it may save up. */
  framesPerSecond: 40,
  frameBurst: 200,
  /** Silence after which a peer sends `ping`, and how long it then waits for any frame. */
  pingAfterMs: 20_000,
  pongWithinMs: 8_000,
  /** Unsent bytes after which a slow reader is cut; it resumes from its cursor. */
  slowReaderBytes: 4 * 1024 * 1024
} as const

/** Those of staff, on their own: visitors' pages need none of them. */
export const STAFF_LIMITS = {
  /** How long an agent may recall what they have sent. */
  recallMs: 120_000,
  /** Longest reason for which a visitor is blocked, and longest time for which one is, when it is not for good. */
  reasonLength: 300,
  blockMs: 366 * 86_400_000,
  /** Agents who may be invited into one conversation. */
  guests: 10,
  /** Canned replies that are kept: of one agent, and of the company; their names, and shortcuts. */
  repliesOwn: 500,
  repliesShared: 2_000,
  replyName: 100,
  shortcutLength: 32
} as const
