import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from './small-city.ts'

export const RELEASE = '0123456789abcdef'

/** Names of the files of the release, below the published folder. */
export const PUBLISHED = {
  archive: `releases/${RELEASE}/tiles/kota-0123456789ab.pmtiles`,
  parquet: `releases/${RELEASE}/parquet/zones.parquet`,
  style: `releases/${RELEASE}/style.json`,
  zones: `releases/${RELEASE}/geojson/zones.geojson`,
  table: `releases/${RELEASE}/tables/data "kumuh" 100%.csv`,
}

/** A published folder as small as can be, with all that hosts treat differently. */
export function publishedFolder(): string {
  const folder = join(temporaryFolder(), 'public')
  const noise = (bytes: number) => {
    const pieces = Array.from({ length: Math.ceil(bytes / 32) }, (_, i) =>
      createHash('sha256').update(`${i}`).digest(),
    )
    return Buffer.concat(pieces).subarray(0, bytes)
  }
  const archive = Buffer.concat([Buffer.from('PMTiles\u0003'), noise(20_000)])
  const types: Record<keyof typeof PUBLISHED, [string, Buffer]> = {
    archive: ['application/vnd.pmtiles', archive],
    // So large that its length is asked for and not its content.
    parquet: ['application/vnd.apache.parquet', Buffer.alloc(1_100_000, noise(9000))],
    style: ['application/json', Buffer.from('{"version":8,"sources":{},"layers":[]}\n')],
    zones: ['application/geo+json', Buffer.from(JSON.stringify({ features: noise(20_000).toString('hex') }))],
    table: ['text/csv', Buffer.from('id,nama\n'.repeat(500))],
  }
  const files = Object.entries(types).map(([name, [media_type, bytes]]) => {
    const path = PUBLISHED[name as keyof typeof PUBLISHED]
    write(join(folder, path), bytes)
    return {
      path: path.slice(`releases/${RELEASE}/`.length),
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      media_type,
    }
  })
  const base = `releases/${RELEASE}`
  write(
    join(folder, base, 'manifest.json'),
    JSON.stringify({ format: 'petakumuh-release/1', release: RELEASE, files }),
  )
  write(
    join(folder, 'latest.json'),
    JSON.stringify({
      release: RELEASE,
      manifest: `${base}/manifest.json`,
      style: PUBLISHED.style,
      tiles: [PUBLISHED.archive],
    }),
  )
  const part = (stem: string, ending: string, text: string): string => {
    const digits = createHash('sha256').update(text).digest('hex').slice(0, 12)
    write(join(folder, `assets/${stem}-${digits}.${ending}`), text)
    return `${stem}-${digits}.${ending}`
  }
  const worker = part('map-worker', 'js', 'export {}')
  const script = part('main', 'js', `new Worker("./${worker}")`)
  const style = part('style', 'css', 'body{}')
  write(
    join(folder, 'index.html'),
    `<!doctype html><link href="assets/${style}"><script type="module" src="assets/${script}"></script>`,
  )
  return folder
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
