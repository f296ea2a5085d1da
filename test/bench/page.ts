import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { serve } from '../../pipeline/hosting/serve.ts'
import { findChromium, startChromium } from '../support/chromium.ts'
import { measureProcess } from './measure-process.ts'
import { writeRows } from './programs-report.ts'

export interface PageBench {
  rounds: number
  folder: string
  /** Whether the figures go into the document. */
  write: boolean
  say(message: string): void
}

/** What a visitor waits for and pays: bytes over the wire, and seconds from the address to the drawn map. */
interface Visit {
  seconds: number
  requests: number
  /** As they came, compressed where the server compresses. */
  bytes: number
}

const SCREENS = [
  { title: 'desk, 1280 × 800', width: 1280, height: 800, hash: '' },
  { title: 'telephone, 390 × 844', width: 390, height: 844, hash: '' },
  { title: 'desk, a link to a zone', width: 1280, height: 800, hash: '#zone=21.72.03.1005-K01&lang=en' },
]

/**
 * The atlas page of the demo city as `petakumuh serve` hands it out, each visit with nothing in the cache.
 * @throws Error without Chromium, or when the demo city is not built
 */
export async function benchPage({ rounds, folder, write, say }: PageBench): Promise<void> {
  const chromium = findChromium()
  if (chromium === null) throw new Error('the page needs Chromium (set CHROMIUM_PATH)')
  const output = join(folder, 'demo')
  say('page: building the demo city')
  await measureProcess(process.execPath, [
    'pipeline/petakumuh.js',
    'build',
    'tanjungpinang',
    '--output',
    output,
  ])
  const published = join(output, 'public')
  if (!existsSync(join(published, 'latest.json'))) throw new Error('the demo city was not built')
  const server = await serve(published, 0)
  const browser = await startChromium(chromium)
  const lines: string[] = []
  for (const screen of SCREENS) {
    const visits: Visit[] = []
    for (let round = 0; round < rounds; round++) visits.push(await visit(browser, server.url, screen))
    const seconds = visits.map((one) => one.seconds).sort((a, b) => a - b)
    const { requests, bytes } = visits[0]!
    lines.push(
      `| ${screen.title} | ${requests} | ${kilobytes(bytes)} | ${median(seconds).toFixed(2)} | ${seconds[0]!.toFixed(2)} to ${seconds.at(-1)!.toFixed(2)} |`,
    )
  }
  await browser.close()
  await server.close()
  const text = [
    '### The atlas page of the demo city',
    '',
    `\`make bench BENCH=page\` on ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, Chromium without a GPU: WebGL is a`,
    `program here and takes most of the time. Median of ${rounds} visits, each with an empty cache, from the address to the first view drawn whole.`,
    '',
    '| visit | requests | kB over the wire | first map, s | least and most |',
    '| --- | ---: | ---: | ---: | --- |',
    ...lines,
    '',
    '| file of the page | kB | kB, gzip |',
    '| --- | ---: | ---: |',
    ...weights(published),
  ].join('\n')
  console.log(`${text}\n`)
  if (!write) return
  writeRows(join(PROJECT_ROOT, 'docs/performance.md'), 'page', ['page'], new Map([['page', text]]))
  say('Written into docs/performance.md: page.')
}

async function visit(browser: Browser, url: string, screen: (typeof SCREENS)[number]): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: screen.width, height: screen.height } })
  const page = await context.newPage()
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  let [requests, bytes] = [0, 0]
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    requests++
    bytes += encodedDataLength
  })
  const started = performance.now()
  await page.goto(url + screen.hash)
  await page.waitForFunction('globalThis.petakumuh')
  await page.evaluate('petakumuh.ready.then(() => true)')
  const seconds = (performance.now() - started) / 1000
  await context.close()
  return { seconds, requests, bytes }
}

function weights(published: string): string[] {
  const files = ['index.html', ...readdirSync(join(published, 'assets')).map((name) => `assets/${name}`)]
  return files
    .filter((path) => statSync(join(published, path)).isFile() && !path.includes('licences'))
    .map((path) => {
      const bytes = readFileSync(join(published, path))
      const name = path.replace(/-[0-9a-f]{12}\./, '.')
      return `| \`${name}\` | ${kilobytes(bytes.length)} | ${kilobytes(gzipSync(bytes).length)} |`
    })
}

function median(sorted: number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function kilobytes(bytes: number): string {
  return Math.round(bytes / 1000).toLocaleString('en')
}
