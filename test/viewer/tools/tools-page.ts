import type { Browser, Page } from 'playwright-core'

/** The page the tools are tried on, and what it takes to open another. */
export interface Tools {
  page: Page
  browser: Browser
  /** Where sample releases are written. */
  folder: string
  /** What the console and the page told of errors. */
  errors: string[]
}

/** The key of what has the focus, else its element. */
export function focusedKey(page: Page): Promise<unknown> {
  return page.evaluate('document.activeElement?.dataset.key ?? document.activeElement?.tagName')
}
