/** Whether an `Accept-Encoding` header takes gzip (RFC 9110 section 12.5.3). */
export function takesGzip(header: string | undefined): boolean {
  const weights = new Map(
    (header ?? '').split(',').map((part) => {
      const [coding = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      return [coding, weight === undefined ? 1 : Number(weight)]
    }),
  )
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0
}

/**
 * Whether `If-None-Match` or `If-Match` names an ETag: `*` names any, and a weak one matches only where `weak` allows
 * it (RFC 9110 section 8.8.3.2).
 */
export function namesTag(header: string, etag: string, weak: boolean): boolean {
  const tags = header.split(',').map((tag) => tag.trim())
  return tags.some((tag) => tag === '*' || (weak ? tag.replace(/^W\//, '') : tag) === etag)
}
