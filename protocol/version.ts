/** The version of the frames in this build. Raised when an older peer could misread a frame. */
export const PROTOCOL_VERSION = 1

/** The oldest version that a server of this build still speaks. */
export const OLDEST_SERVED = 1
