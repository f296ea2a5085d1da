import { isText } from './media-types.ts'

/** `latest.json`, the page, and whatever keeps its name when its content changes: kept, but asked for each time. */
const ASK_AGAIN = 'no-cache'

/** A release and the parts of the page are named by their content: under this name nothing else will ever be. */
const FOR_GOOD = 'public, max-age=31536000, immutable'

/** Whether a file of the public folder never changes under its name. @param path relative to the folder, with forward slashes */
function isImmutable(path: string): boolean {
  return /^(?:releases\/[^/]+|assets)\//.test(path)
}

/** `Cache-Control` of a file of the public folder; archives also forbid proxies to compress them on the way. */
export function cacheControl(path: string): string {
  if (!isImmutable(path)) return ASK_AGAIN
  return isText(path) ? FOR_GOOD : `${FOR_GOOD}, no-transform`
}
