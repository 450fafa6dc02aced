/** What may show our pages in a frame, for the policy's `frame-ancestors`. */
export function frameAncestors(domains: string[]): string {
  return domains.length === 0
    ? '*'
    : domains
        .flatMap(domain => [
          `https://${domain}`,
          `http://${domain}`,
          `https://${domain}:*`,
          `http://${domain}:*`
        ])
        .join(' ')
}
