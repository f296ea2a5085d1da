/** True for text that begins as HTML: what a download writes under the name of a table when a login or an error page is sent instead. */
export function isWebPage(text: string): boolean {
  return /^[\s\uFEFF]*(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(
    text.slice(0, 4096),
  )
}

export const PAGE_NEXT = 'open it in a browser to see what the server said, and download the file again'
