import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity, PROJECT_ROOT } from '../pipeline/city.ts'
import { Contents, importsOf } from '../pipeline/freshness.ts'
import { stages } from '../pipeline/stages.ts'

const PIPELINE = join(PROJECT_ROOT, 'pipeline')

interface Module {
  /** Below `pipeline/`, with forward slashes. */
  path: string
  /** Our files it imports, types included. */
  ours: string[]
  /** Packages it imports when it is loaded. */
  packages: string[]
  /** Our files it imports when it is loaded. */
  early: string[]
}

const ANY_IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g

const modules: Module[] = readdirSync(PIPELINE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
  .map((entry) => {
    const file = join(entry.parentPath, entry.name)
    const source = readFileSync(file, 'utf8')
    const below = (specifier: string) =>
      relative(PIPELINE, join(dirname(file), specifier)).replaceAll('\\', '/')
    const later = new Set([...source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!))
    const atLoad = importsOf(source).filter((specifier) => !later.has(specifier))
    return {
      path: relative(PIPELINE, file).replaceAll('\\', '/'),
      ours: [...source.matchAll(ANY_IMPORT)].map((match) => below(match[1]!)),
      packages: atLoad.filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:')),
      early: atLoad.filter((specifier) => specifier.startsWith('.')).map(below),
    }
  })

/** The room a file is in: a folder of `pipeline/`, or the file's own name at its top. */
function room(path: string): string {
  const parts = path.split('/')
  if (parts.length === 1) return path
  return parts[0] === 'stages' ? `stages/${parts[1]}` : parts[0]!
}

/** What each room may import besides itself. Rooms that are not listed here are new: say where their arrows go. */
const MAY: Record<string, readonly string[]> = {
  geo: [],
  store: [],
  'terminal.ts': [],
  'errors.ts': ['terminal.ts'],
  'calendar-date.ts': [],
  'checked-schema.ts': ['calendar-date.ts'],
  'stage.ts': ['city.ts', 'progress.ts', 'store'],
  'progress.ts': ['terminal.ts'],
  'tether.ts': [],
  'folder-bytes.ts': [],
  'folder-rights.ts': [],
  'other-boot.ts': [],
  'this-machine.ts': [],
  'temporary-space.ts': ['durable.ts', 'folder-bytes.ts', 'stage.ts'],
  'free-space.ts': [
    ...['city.ts', 'errors.ts', 'folder-bytes.ts', 'paths.ts', 'readers', 'stage.ts', 'temporary-space.ts'],
  ],
  'durable.ts': [],
  'ending.ts': [],
  'refused-by-system.ts': ['errors.ts', 'paths.ts'],
  'leavings.ts': ['durable.ts', 'paths.ts', 'temporary-folder.ts'],
  'temporary-folder.ts': [
    ...['durable.ts', 'ending.ts', 'errors.ts', 'folder-rights.ts', 'paths.ts', 'temporary-share.ts'],
  ],
  'temporary-share.ts': ['durable.ts', 'other-boot.ts', 'this-machine.ts'],
  'kept.ts': ['own-files.js', 'paths.ts'],
  'kept-yaml.ts': ['kept.ts'],
  'yaml-file.ts': ['errors.ts', 'kept-yaml.ts'],
  'paths.ts': [],
  'zip.ts': [],
  'source-checks.ts': ['city.ts', 'paths.ts', 'readers', 'store', 'yaml-file.ts'],
  'publication.ts': ['store'],
  'city-checks.ts': ['city.ts', 'geo', 'paths.ts', 'source-checks.ts', 'yaml-file.ts'],
  'city.ts': [
    ...['checked-schema.ts', 'city-checks.ts', 'errors.ts', 'paths.ts', 'publication.ts', 'readers'],
    ...['store', 'yaml-file.ts'],
  ],
  'freshness.ts': ['city.ts', 'durable.ts', 'stage.ts'],
  'run-stage.ts': [
    ...['build.ts', 'city.ts', 'durable.ts', 'folder-rights.ts', 'free-space.ts', 'freshness.ts'],
    ...[
      'leavings.ts',
      'paths.ts',
      'progress.ts',
      'stage.ts',
      'store',
      'temporary-folder.ts',
      'temporary-space.ts',
    ],
  ],
  doctor: [
    ...['city.ts', 'durable.ts', 'errors.ts', 'free-space.ts', 'freshness.ts', 'geo', 'paths.ts'],
    ...[
      'refused-by-system.ts',
      'release',
      'stage.ts',
      'store',
      'temporary-folder.ts',
      'terminal.ts',
      'tippecanoe',
      'values',
    ],
  ],
  'gates.ts': ['calendar-date.ts', 'city.ts', 'errors.ts', 'progress.ts'],
  'lock.ts': ['durable.ts', 'ending.ts', 'errors.ts', 'paths.ts', 'this-machine.ts'],
  hosting: ['errors.ts', 'paths.ts', 'release'],
  nightly: [
    ...['city.ts', 'durable.ts', 'errors.ts', 'lock.ts', 'paths.ts', 'progress.ts', 'stage.ts', 'store'],
    ...['folder-rights.ts', 'tether.ts', 'tile', 'values'],
  ],
  'check-host': ['errors.ts', 'hosting', 'release', 'terminal.ts', 'values'],
  archive: ['durable.ts', 'errors.ts', 'temporary-folder.ts'],
  compare: [
    ...['archive', 'durable.ts', 'errors.ts', 'freshness.ts', 'geo', 'layers', 'paths.ts', 'release'],
    ...['store', 'terminal.ts', 'values'],
  ],
  export: [
    ...['archive', 'durable.ts', 'errors.ts', 'paths.ts', 'progress.ts', 'release'],
    ...['temporary-folder.ts', 'terminal.ts', 'tile', 'values'],
  ],
  release: ['archive', 'city.ts', 'errors.ts', 'freshness.ts', 'geo', 'paths.ts', 'store', 'values'],
  verify: [
    ...['archive', 'errors.ts', 'freshness.ts', 'geo', 'layers', 'paths.ts', 'progress.ts'],
    ...['readers', 'release', 'store', 'temporary-folder.ts', 'terminal.ts', 'tile', 'tiler', 'values'],
  ],
  tiler: ['geo', 'archive', 'code-cache.js', 'errors.ts'],
  tippecanoe: ['archive', 'ending.ts', 'errors.ts', 'tiler'],
  layers: ['city.ts', 'store', 'yaml-file.ts'],
  methodology: [
    'checked-schema.ts',
    'city.ts',
    'errors.ts',
    'store',
    'terminal.ts',
    'values',
    'yaml-file.ts',
  ],
  decree: ['errors.ts', 'store', 'geo'],
  works: ['city.ts', 'decree', 'methodology', 'store', 'values', 'yaml-file.ts'],
  corrections: [
    'calendar-date.ts',
    'checked-schema.ts',
    'city.ts',
    'errors.ts',
    'paths.ts',
    'store',
    'yaml-file.ts',
  ],
  viewer: ['kept.ts', 'values'],
  values: ['store'],
  readers: ['errors.ts', 'geo', 'store', 'temporary-folder.ts', 'values'],
  mapping: ['city.ts', 'readers', 'store', 'values'],
  inspect: [
    ...['city.ts', 'errors.ts', 'geo', 'mapping', 'methodology', 'readers', 'store', 'terminal.ts'],
    ...['values', 'yaml-file.ts'],
  ],
  init: [
    'city.ts',
    'decree',
    'errors.ts',
    'geo',
    'inspect',
    'layers',
    'paths.ts',
    'mapping',
    'readers',
    'store',
    'terminal.ts',
    'values',
    'yaml-file.ts',
  ],
  form: [
    ...['city.ts', 'errors.ts', 'methodology', 'store', 'terminal.ts', 'values', 'yaml-file.ts', 'zip.ts'],
  ],
  tile: [
    ...['archive', 'checked-schema.ts', 'errors.ts', 'geo', 'paths.ts', 'progress.ts', 'readers'],
    ...['ending.ts', 'other-boot.ts', 'temporary-folder.ts', 'terminal.ts', 'this-machine.ts'],
    ...['tiler', 'tippecanoe'],
    'yaml-file.ts',
    'values',
  ],
  explain: [
    ...['city.ts', 'corrections', 'decree', 'errors.ts', 'form', 'layers', 'methodology', 'paths.ts'],
    ...['stage.ts', 'store', 'terminal.ts', 'values', 'viewer', 'yaml-file.ts'],
  ],
}

/** What all stages share. */
const STAGE_MAY = [
  ...['archive', 'corrections', 'decree', 'geo', 'layers', 'mapping'],
  ...['methodology', 'readers', 'release', 'store', 'tiler', 'tippecanoe', 'values', 'works'],
  ...['calendar-date.ts', 'city.ts', 'durable.ts', 'errors.ts', 'freshness.ts', 'progress.ts'],
  ...['folder-rights.ts', 'stage.ts', 'yaml-file.ts', 'zip.ts'],
]

/** The runner and the command line, which may import whatever they run. */
const ABOVE = ['build.ts', 'city-verbs.ts', 'cli.ts', 'stages.ts']

function allowed(from: string): readonly string[] | null {
  if (ABOVE.includes(from)) return null
  if (from === 'stages/7-publish') return [...STAGE_MAY, 'explain', 'viewer']
  return from.startsWith('stages/') ? STAGE_MAY : (MAY[from] ?? [])
}

describe('the arrows between the parts', () => {
  it('are read from the sources', () => {
    expect(modules.length).toBeGreaterThan(100)
    expect(modules.find((module) => module.path === 'build.ts')!.ours).toContain('stages.ts')
    expect(modules.find((module) => module.path === 'city-verbs.ts')!.ours).toContain('build.ts')
  })

  it('run one way: every part imports only what stands below it', () => {
    const wrong = modules.flatMap(({ path, ours }) => {
      const from = room(path)
      const may = allowed(from)
      if (may === null) return []
      return ours
        .filter((target) => !target.startsWith('..'))
        .filter((target) => room(target) !== from && !may.includes(room(target)))
        .map((target) => `${path} -> ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it('lead to no stage but from the list of stages', () => {
    const wrong = modules.flatMap(({ path, ours }) =>
      ours
        .filter(
          (target) =>
            room(target).startsWith('stages/') && room(target) !== room(path) && path !== 'stages.ts',
        )
        .map((target) => `${path} -> ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('lead out of pipeline/ only to the data in schemas/', () => {
    const outside = modules.flatMap(({ ours }) => ours.filter((target) => target.startsWith('..')))
    expect(outside.filter((target) => !target.startsWith('../schemas/'))).toEqual([])
  })

  it('lead to files that exist', () => {
    const known = new Set(modules.map((module) => module.path))
    const lost = modules.flatMap(({ path, ours }) =>
      ours
        .filter((target) => target.endsWith('.ts') && !target.endsWith('.d.ts') && !known.has(target))
        .map((target) => `${path} -> ${target}`),
    )
    expect(lost).toEqual([])
  })
})

/** The modules that are loaded at once with these, and the packages that those load at once. */
function loadedWith(...entries: string[]): { ours: Set<string>; packages: string[] } {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const queue = [...entries]
  const ours = new Set<string>()
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (ours.has(path)) continue
    ours.add(path)
    queue.push(...(byPath.get(path)?.early ?? []))
  }
  const packages = new Set([...ours].flatMap((path) => byPath.get(path)?.packages ?? []))
  return { ours, packages: [...packages].sort() }
}

describe('the start', () => {
  it('of any verb loads no package but that of the command line', () => {
    expect(loadedWith('cli.ts').packages).toEqual(['commander'])
  })

  it('of a build that finds all fresh loads no database, geometry engine, bundler or reader', () => {
    const { ours, packages } = loadedWith('cli.ts', 'city-verbs.ts')
    expect(packages).toEqual(['ajv/dist/2020.js', 'commander', 'yaml'])
    expect(ours.has('stages/5-indicators/index.ts')).toBe(true)
    expect(ours.size).toBeLessThan(65)
  })
})

describe('the top of the repository', () => {
  it('is what the design lists', () => {
    const ignored = new Set(['node_modules', 'output', 'coverage', '.git'])
    const present = readdirSync(PROJECT_ROOT).filter((name) => !ignored.has(name) && !name.startsWith('.'))
    const listed = [
      ...[
        'CHANGELOG.md',
        'LICENSE',
        'Makefile',
        'README.md',
        'SECURITY.md',
        'package-lock.json',
        'package.json',
      ],
      ...['tsconfig.json', 'data', 'docs', 'pipeline', 'schemas', 'test'],
    ]
    expect(present.filter((name) => !listed.includes(name))).toEqual([])
    expect(listed.filter((name) => !present.includes(name))).toEqual([])
  })
})

describe('the seven stages', () => {
  it('stand in the order of their numbers and read only what stands before them', () => {
    expect(stages.map((stage) => stage.name)).toEqual([
      '1-ingest',
      '2-validate',
      '3-area',
      '4-density',
      '5-indicators',
      '6-tiles',
      '7-publish',
    ])
    stages.forEach((stage, index) => {
      const before = stages.slice(0, index).map((earlier) => earlier.name)
      for (const read of stage.reads) expect(before).toContain(read)
    })
  })

  it('live in the folders of their names', () => {
    for (const stage of stages)
      expect(stage.code.pathname.endsWith(`/pipeline/stages/${stage.name}/index.ts`)).toBe(true)
  })

  it('declare every file of schemas/ that their code names, so that a change of it is seen', () => {
    const city = loadCity('tanjungpinang')
    for (const stage of stages) {
      const declared = stage.files(city).map((path) => relative(PROJECT_ROOT, path).replaceAll('\\', '/'))
      const code = Object.keys(new Contents().code(stage.code)).filter((name) =>
        /^code pipeline\/.*\.ts$/.test(name),
      )
      for (const name of code) {
        const path = name.slice('code '.length)
        // The workspace itself is checked before any stage runs; the configuration it gives is part of the fingerprint.
        if (path === 'pipeline/city.ts') continue
        const source = readFileSync(join(PROJECT_ROOT, path), 'utf8')
        const named = [...source.matchAll(/['"](?:[./]*\/)?(schemas\/[\w./-]+\.\w+)['"]\s*[,)]/g)].map(
          (match) => match[1]!,
        )
        for (const file of named)
          expect([stage.name, path, declared]).toEqual([stage.name, path, expect.arrayContaining([file])])
      }
    }
  })
})
