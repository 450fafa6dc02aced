import { linkify } from '#protocol/linkify'

/** A text whose addresses can be followed; nothing of it is ever read as markup. */
export function Linked({ text, follow = true }: { text: string; follow?: boolean }) {
  if (!follow) return <>{text}</>
  return (
    <>
      {linkify(text).map(({ text: piece, url }, i) =>
        url ? (
          <a key={i} href={url} target="_blank" rel="noopener noreferrer nofollow ugc">
            {piece}
          </a>
        ) : (
          piece
        )
      )}
    </>
  )
}
