import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pageParts } from './page-parts.ts'

/** One file of the atlas page; `path` is relative to the public folder, with forward slashes. */
export interface ViewerFile {
  path: string
  bytes: Uint8Array
}

export interface BundleOptions {
  /** The basemap of the city; none when left out. */
  basemap?: { url: string } | null
  /** Where the parts of the page may be kept for the next time; in none when empty. */
  folders?: readonly string[]
}

const HERE = dirname(fileURLToPath(import.meta.url))

/**
 * The atlas page as static files: `index.html` and `assets/*` named by their content. The same sources give the same
 * bytes wherever they lie; nothing in them asks for anything outside the folder they are served from, but for the tiles of
 * a basemap, whose origin alone the content security policy then lets through.
 */
export async function bundleViewer({ basemap = null, folders }: BundleOptions = {}): Promise<ViewerFile[]> {
  const { script, styles, others } = await pageParts(folders)
  const page = (await readFile(join(HERE, 'index.html'), 'utf8'))
    .replace('assets/main.js', script.path)
    .replace('assets/main.css', styles.path)
    .replace(
      "connect-src 'self'",
      `connect-src 'self'${basemap === null ? '' : ` ${new URL(basemap.url).origin}`}`,
    )
  return [script, styles, ...others, { path: 'index.html', bytes: Buffer.from(page) }].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  )
}
