import { safeUrl } from '#protocol/safe-url'

/** An address that a visitor or a page has told: followed only when it is safe to. */
export function Address({ url, text }: { url: string; text?: string | undefined }) {
  const safe = safeUrl(url)
  return safe ? (
    <a class="address" href={safe} title={safe} target="_blank" rel="noopener noreferrer nofollow ugc">
      <bdi>{text ?? url.replace(/^https?:\/\//i, '')}</bdi>
    </a>
  ) : (
    <bdi class="address" title={url}>
      {text ?? url}
    </bdi>
  )
}
