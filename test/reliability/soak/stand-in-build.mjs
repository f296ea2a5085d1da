// Stands in for `petakumuh build` where a soak may only take seconds: it reads the sources, publishes a release of one file in
// the form and the order of a real one, keeps as many as it is told to, and takes its time, so that it can be struck.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [workspace, ...options] = process.argv.slice(2)
const option = (name) => options[options.indexOf(name) + 1]
const output = option('--output')
const folder = join(output, 'public')
const releases = join(folder, 'releases')
const partial = join(output, '.release.partial')
const sha256 = (text) => createHash('sha256').update(text).digest('hex')
// Its input is held by the night.
process.stdin.on('end', () => process.exit(1)).resume()

function sources() {
  try {
    const text = ['sk.csv', 'rt.geojson', 'lampiran.csv', 'profil.csv', 'zones.geojson'].map((file) =>
      readFileSync(join(workspace, 'sources', file), 'utf8'),
    )
    JSON.parse(text.at(-1))
    return `${readFileSync(join(workspace, 'city.yaml'), 'utf8')}${text.join('')}`
  } catch {
    console.error(JSON.stringify({ error: 'source', exit: 21, what: 'a source cannot be read' }))
    process.exit(21)
  }
}

const text = sources()
const release = sha256(text).slice(0, 16)
rmSync(partial, { recursive: true, force: true })
mkdirSync(partial, { recursive: true })
mkdirSync(releases, { recursive: true })
const files = ['data.txt', 'style.json'].map((path) => ({
  path,
  bytes: Buffer.byteLength(text),
  sha256: sha256(text),
}))
for (const { path } of files) writeFileSync(join(partial, path), text)
const awaited = process.env.SOAK_AWAITED
while (awaited !== undefined && !existsSync(awaited)) await sleep(20)
await sleep(60)
writeFileSync(join(partial, 'manifest.json'), JSON.stringify({ release, files }))
if (existsSync(join(releases, release))) rmSync(partial, { recursive: true })
else renameSync(partial, join(releases, release))
await sleep(60)
writeFileSync(join(folder, 'index.html'), '')
const pointer = join(folder, 'latest.json')
const before = existsSync(pointer) ? JSON.parse(readFileSync(pointer, 'utf8')).order : []
const order = [...before.filter((id) => id !== release), release].slice(-Number(option('--keep')))
writeFileSync(
  `${pointer}.next`,
  JSON.stringify({
    release,
    manifest: `releases/${release}/manifest.json`,
    style: `releases/${release}/style.json`,
    tiles: [],
    order,
  }),
)
renameSync(`${pointer}.next`, pointer)
await sleep(60)
for (const id of readdirSync(releases))
  if (!order.includes(id)) rmSync(join(releases, id), { recursive: true })
process.exit(0)
