import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { bundleViewer } from '../../pipeline/viewer/bundle.ts'

/** Licences under which a part may be in the installation: what they ask for is kept by leaving the part as it is. */
export const ALLOWED = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Zlib'],
  ...['Unlicense', 'CC0-1.0', 'EDL-1.0', 'LGPL-3.0-or-later', 'MPL-2.0'],
])
/** Of these no more than the notice has to travel with the page, where parts are put together and made small. */
export const ALLOWED_IN_PAGE = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Zlib'])

/** What packages mean that state it in a way of their own, or in their licence file alone. */
const STATED: Record<string, string> = {
  'BDS-3-Clause': 'BSD-3-Clause',
  'LGPL-3': 'LGPL-3.0-or-later',
  'node_modules/arc': 'BSD-3-Clause',
  'node_modules/@mapbox/jsonlint-lines-primitives': 'MIT',
}
/** Bindings and programs for other systems say nothing in the lock file; they are under the licence of what they belong to. */
const BINDINGS: [RegExp, string][] = [
  [/^node_modules\/@duckdb\/node-bindings-/, 'MIT'],
  [/^node_modules\/@biomejs\/cli-/, 'MIT OR Apache-2.0'],
]

export interface LicensedPackage {
  name: string
  version: string
  /** SPDX expression. */
  licence: string
  isDevelopment: boolean
}

interface Lock {
  packages: Record<string, { version?: string; license?: string; dev?: boolean; link?: boolean }>
}

/** Every package of the lock file but this one, by name. */
export function licensedPackages(): LicensedPackage[] {
  const lock = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8')) as Lock
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, { version = '', license, dev = false }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence:
        STATED[license ?? path] ??
        license ??
        BINDINGS.find(([names]) => names.test(path))?.[1] ??
        'not stated',
      isDevelopment: dev,
    }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
}

/** Whether an SPDX expression can be kept by keeping allowed licences: one of an OR, all of an AND. */
export function isAllowed(licence: string, allowed: ReadonlySet<string>): boolean {
  return licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => allowed.has(one)))
}

/** Licence texts of the packages within the page, by name and version, as the page carries them. */
export async function pageNotices(): Promise<Map<string, string>> {
  const file = (await bundleViewer()).find(({ path }) => path.startsWith('assets/licences-'))!
  const parts = Buffer.from(file.bytes)
    .toString('utf8')
    .split(/^(?=\S+ \d+\.\d+\.\d+\S* \([^\n]*\)\n\n)/m)
  return new Map(parts.map((part) => [/^\S+ \S+/.exec(part)![0], part]))
}

/** `docs/licences.md`. */
export async function licencePage(): Promise<string> {
  const packages = licensedPackages()
  const inPage = new Set((await pageNotices()).keys())
  const row = ({ name, version, licence }: LicensedPackage): string =>
    `| ${name} | ${version} | ${licence.replace(/^\((.*)\)$/, '$1')} | ${inPage.has(`${name} ${version}`) ? 'yes' : ''} |`
  const needed = unique(packages.filter(({ isDevelopment }) => !isDevelopment).map(row))
  const tools = new Map<string, number>()
  for (const { licence } of packages.filter(({ isDevelopment }) => isDevelopment))
    tools.set(licence, (tools.get(licence) ?? 0) + 1)
  const counted = [...tools].sort(([a], [b]) => compare(a, b)).map(([licence, n]) => `| ${licence} | ${n} |`)
  return `# Licences of what is installed

Written by \`npm run licences\` from \`package-lock.json\`; petakumuh itself is under the [MIT licence](../LICENSE). Data are under
the licences that \`city.yaml\` states of each source, which every release repeats in its manifest.

Parts of the page (\`assets/\` of a published folder) are put together, and their notices lie beside them in
\`assets/licences-*.txt\`. Nothing else of what is listed here is published: it stays in \`node_modules\`, unchanged and with
its own licence files. \`geos-wasm\` and \`geojson-validation\` (LGPL) are loaded as they are and can be replaced there.

## Needed to build and serve

| Package | Version | Licence | In the page |
|---|---|---|---|
${needed.join('\n')}

## Only for development and tests

| Licence | Packages |
|---|---|
${counted.join('\n')}
`
}

function unique(rows: readonly string[]): string[] {
  return [...new Set(rows)]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
