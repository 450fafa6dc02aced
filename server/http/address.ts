import ipaddr from 'ipaddr.js'

/** The address in a hop of X-Forwarded-For; some proxies write the port, too. Undefined when there is none. */
export function readHop(hop: string): string | undefined {
  const [, inBrackets, beforePort] = /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(hop) ?? []
  const address = inBrackets ?? beforePort ?? hop
  return ipaddr.isValid(address) ? address : undefined
}

/** What has one allowance: an IPv4 address, or the /64 that one IPv6 customer has to choose from. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return (parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map(part => part.toString(16))
    .join(':')
}
