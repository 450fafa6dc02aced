import type { Card } from '#protocol/card'
import type { Content, Entry } from '#protocol/entry'
import { isMessage } from '#protocol/entry'
import { isPagePath } from '#protocol/address'
import type { OutMessage } from './platform.ts'

// WX-out: what of a timeline goes back to a customer, and as what.

/** `picture`: the id of a file of ours, or an address, that has to be uploaded to the platform first. */
export type Composed = {
  build(mediaId: string): OutMessage
  picture?: { fileId: string } | { url: string }
  /** The platform may still have it: tried first. */
  mediaId?: string
}

/** What people, robots and the desk say; not what the customer has said, and nothing between agents. */
export const goesOut = (entry: Entry): boolean => entry.by.role !== 'visitor' && isMessage(entry)

const text = (content: string): Composed => ({ build: () => ({ msgtype: 'text', text: { content } }) })

/** Undefined: it is nothing that can be said there. `fileUrl`: an absolute address of a file that may be opened without signing in. */
export function compose(
  content: Content,
  fileUrl: (file: { id: string; name: string }) => string
): Composed | undefined {
  if (content.kind === 'text') {
    const choices = (content.choices ?? []).map((choice, i) => `${i + 1}. ${choice}`)
    const go = content.go ? [`${content.go.text}: ${content.go.url}`] : []
    return text([content.text, ...choices, ...go].join('\n'))
  }
  if (content.kind === 'image')
    return {
      build: media_id => ({ msgtype: 'image', image: { media_id } }),
      picture: { fileId: content.file.id }
    }
  if (content.kind === 'file') return text(`${content.file.name}\n${fileUrl(content.file)}`)
  return content.kind === 'card' ? card(content.card) : undefined
}

function card(given: Card): Composed {
  const title = given.type === 'product' ? given.title : (given.goods[0]?.name ?? given.code ?? '')
  const picture = given.type === 'product' ? given.picture : given.goods[0]?.picture
  const description = given.desc ?? given.note ?? ''
  const { url } = given
  const mediaId = given.type === 'product' ? given.mediaId : undefined
  if (url && isPagePath(url) && (picture || mediaId))
    return {
      build: thumb_media_id => ({
        msgtype: 'miniprogrampage',
        miniprogrampage: { title, pagepath: url, thumb_media_id }
      }),
      ...(picture ? { picture: { url: picture } } : {}),
      ...(mediaId ? { mediaId } : {})
    }
  if (url && /^https?:/i.test(url))
    return {
      build: () => ({
        msgtype: 'link',
        link: { title, description, url, ...(picture ? { thumb_url: picture } : {}) }
      })
    }
  return text([title, description, url ?? ''].filter(Boolean).join('\n'))
}
