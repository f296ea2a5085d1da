import { isIPv4 } from 'node:net'

/** Whether an address is one by which a machine reaches itself alone. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

/** An address of IPv4 that is written as one of IPv6 (RFC 4291, 2.5.5.2), in either spelling, as the one that it is. */
export function unmapped(address: string): string {
  const tail = /^::ffff:(?:(?<dotted>[\d.]+)|(?<high>[\da-f]{1,4}):(?<low>[\da-f]{1,4}))$/i.exec(
    address,
  )?.groups
  if (tail === undefined) return address
  if (tail.dotted !== undefined) return tail.dotted
  const parts = [tail.high!, tail.low!].map((part) => Number.parseInt(part, 16))
  return parts.flatMap((part) => [part >> 8, part & 0xff]).join('.')
}

/** A name as names are compared: letter case and the dot that ends a whole name (RFC 1034, 3.1) do not matter. */
export function plainName(name: string): string {
  return unmapped(
    name
      .toLowerCase()
      .replace(/^\[(.*)\]$/, '$1')
      .replace(/(?<=[^.])\.$/, ''),
  )
}

/** Whether a text is a name or an address as a `Host` header has it, without a port. */
export function isHostName(text: string): boolean {
  return /^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(text) && URL.canParse(`http://${text}/`)
}
