import { sha256 } from '../freshness.ts'

/** A part of the page as texts name it: `main-b2b2f66268c6.js`, called by the first twelve digits of its SHA-256. */
const PART = /(?<![\w-])[\w-]{1,100}-[0-9a-f]{12}\.\w{1,10}(?!\w)/g

/** Names of parts, without their folder, that a page or a part of it names. */
export function namedParts(text: string): string[] {
  return [...new Set(text.match(PART) ?? [])]
}

/** Whether a part holds what its name says. */
export function isAsNamed(name: string, bytes: Uint8Array): boolean {
  const digits = /-([0-9a-f]{12})\.\w{1,10}$/.exec(name)?.[1]
  return digits !== undefined && sha256(bytes).startsWith(digits)
}

/**
 * Name of the copy of a page among its parts, by which it is told from one that was changed: a page has no digits in its own
 * name. It is text, so that nobody is served a second page.
 */
export function pageCopyName(page: Uint8Array): string {
  return `page-${sha256(page).slice(0, 12)}.txt`
}

/** Whether a part is called as {@link pageCopyName} calls one, of whatever page. */
export function isPageCopy(name: string): boolean {
  return /^page-[0-9a-f]{12}\.txt$/.test(name)
}

/**
 * Whether a page says that it was published with a copy: pages have the mark since copies are kept, so that one whose copy was
 * removed, or was left out when the folder was copied, is told from one that never had any.
 */
export function statesCopy(page: string): boolean {
  return /<meta\s+name=["']?generator["']?\s+content=["']?petakumuh\b/i.test(page)
}

/** Scripts of a page that are no parts of it, as they stand there: a page of the atlas runs none, and none that is written into it. */
export function foreignScripts(page: string): string[] {
  const tags = page.match(/<script\b[^>]*>[^<]*/gi) ?? []
  const isOurs = /^<script type="module" src="assets\/[\w-]+-[0-9a-f]{12}\.js">\s*$/
  const handlers = (page.match(/<[^<>]*>/g) ?? []).filter((tag) => /[\s"'/]on[a-z]{1,30}\s*=/i.test(tag))
  return [...tags.filter((tag) => !isOurs.test(tag)), ...handlers]
}
