import ipaddr from 'ipaddr.js'

// Which machines a request to an address that somebody typed may reach: the public internet, and what the operator has opened.

/** An exception of the operator. `port` null: every port. */
export type Allow = { network: [ipaddr.IPv4 | ipaddr.IPv6, number]; port: number | null }

const FORM = /^(.+\/\d+):(\d{1,5}|\*)$/

/** `10.0.0.0/8:8080`, `[fd00::]/8:*`, several with commas between. Throws with what is wrong. */
export function readAllow(text: string): Allow[] {
  return text.split(',').flatMap(one => {
    const given = one.trim()
    if (given === '') return []
    const [, cidr = '', port = ''] = FORM.exec(given) ?? []
    try {
      const network = ipaddr.parseCIDR(cidr.replace(/[[\]]/g, ''))
      if (Number(port) > 65_535) throw new Error('port')
      return [{ network, port: port === '*' ? null : Number(port) }]
    } catch {
      throw new Error(`${given} has to be a network and a port, such as 10.0.0.0/8:8080 or 10.0.0.0/8:*`)
    }
  })
}

/** Of the ranges that the library does not name: those that lead into IPv4 again, or were private once. */
const MORE = ['::/96', '64:ff9b:1::/48', 'fec0::/10', '2001:db8::/32', '3fff::/20', '5f00::/16'].map(cidr =>
  ipaddr.parseCIDR(cidr)
)

export function mayReach(address: string, port: number, allow: readonly Allow[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  const opened = allow.some(one => (one.port === null || one.port === port) && isIn(parsed, one.network))
  return opened || (parsed.range() === 'unicast' && !MORE.some(network => isIn(parsed, network)))
}

const isIn = (address: ipaddr.IPv4 | ipaddr.IPv6, network: [ipaddr.IPv4 | ipaddr.IPv6, number]) =>
  address.kind() === network[0].kind() && address.match(network as never)
