import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FeatureCollection } from 'geojson'
import sax from 'sax'
import { beforeAll, describe, expect, it } from 'vitest'
import { layerProfiles } from '../../../../pipeline/layers/profiles.ts'
import { readLegend } from '../../../../pipeline/stages/7-publish/legend-file.ts'
import { drawnLayers } from '../../../../pipeline/stages/7-publish/qgis/drawn-layers.ts'
import { projectDocument } from '../../../../pipeline/stages/7-publish/qgis/project.ts'
import { styleDocument } from '../../../../pipeline/stages/7-publish/qgis/style-document.ts'
import { rgba } from '../../../../pipeline/stages/7-publish/qgis/symbols.ts'
import { text } from '../../../../pipeline/stages/7-publish/qgis/xml.ts'
import { unzip } from '../../../form/read-workbook.ts'
import type { BuiltCity } from '../../../support/built-city.ts'
import { demoCity } from '../../../support/demo-city.ts'

interface Node {
  name: string
  at: Record<string, string>
  text: string
  children: Node[]
}

/** What open-project.py says of a project or layer definition. */
interface InQgis {
  was_read: boolean
  groups: string[]
  layers: {
    id: string
    name: string
    is_valid: boolean
    source: string
    features: number
    drawn: [label: string, features: number][]
    aliases: Record<string, string>
  }[]
}

/** The tree of an XML document; a fault in it is an error. */
function parsed(xml: string): Node {
  const root: Node = { name: '', at: {}, text: '', children: [] }
  const path = [root]
  const parser = sax.parser(true)
  parser.onerror = (error) => {
    throw error
  }
  parser.onopentag = ({ name, attributes }) => {
    const node = { name, at: attributes as Record<string, string>, text: '', children: [] }
    path.at(-1)!.children.push(node)
    path.push(node)
  }
  parser.ontext = (part) => {
    path.at(-1)!.text += part
  }
  parser.onclosetag = () => path.pop()
  parser.write(xml).close()
  return root
}

function all(node: Node, name: string): Node[] {
  return node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)])
}

const textOf = (node: Node, name: string): string => all(node, name)[0]!.text

/** Columns that the expressions and attributes of a style name. */
function columnsNamed(style: Node): Set<string> {
  const expressions = [
    ...all(style, 'rule').map(({ at }) => at.filter ?? ''),
    ...all(style, 'text-style').map(({ at }) => at.fieldName ?? ''),
  ]
  return new Set([
    ...expressions.flatMap((expression) => [...expression.matchAll(/"([^"]+)"/g)].map((match) => match[1]!)),
    ...all(style, 'renderer-v2').flatMap(({ at }) => at.attr ?? []),
    ...all(style, 'alias').map(({ at }) => at.field!),
  ])
}

const LEGEND = readLegend()

describe('the QGIS project of the demo city', () => {
  let city: Omit<BuiltCity, 'remove'>
  let project: Node
  beforeAll(async () => {
    city = await demoCity()
    project = parsed((await unzip(readFileSync(city.released('petakumuh.qgz')))).get('petakumuh.qgs')!)
  })

  it('opens files of the release by relative paths, and names only columns that they have', () => {
    const layers = all(project, 'maplayer')
    expect(layers.length).toBeGreaterThan(15)
    for (const layer of layers) {
      const source = textOf(layer, 'datasource')
      expect(source).toMatch(/^\.\/(geojson|ground)\/\w+\.geojson$/)
      expect(existsSync(city.released(source)), source).toBe(true)
      const { features } = JSON.parse(readFileSync(city.released(source), 'utf8')) as FeatureCollection
      const missing = [...columnsNamed(layer)].filter((name) => !(name in features[0]!.properties!))
      expect([source, missing]).toEqual([source, []])
    }
    expect(all(project, 'Absolute')[0]!.text).toBe('false')
  })

  it('shows every published layer, each once in the tree, by ids that QGIS keeps', () => {
    const ids = all(project, 'maplayer').map((layer) => textOf(layer, 'id'))
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id.length).toBeGreaterThan(10)
    expect(all(project, 'layer-tree-layer').map(({ at }) => at.id)).toEqual(ids)
    const drawn = new Set(all(project, 'datasource').map((source) => source.text))
    const published = city.manifest().files.filter(({ path }) => /^(geojson|ground)\//.test(path))
    expect(drawn).toEqual(new Set(published.map(({ path }) => `./${path}`)))
  })

  it('says what is not real, and is drawn in the UTM zone at the extent of the city', () => {
    expect(textOf(project, 'title')).toContain('data sintetis')
    expect(all(project, 'CopyrightLabel')[0]!.children[1]!.text).toContain('synthetic data')
    expect(textOf(all(project, 'projectCrs')[0]!, 'authid')).toBe('EPSG:32648')
    const { xmin, ymin, xmax, ymax } = all(project, 'DefaultViewExtent')[0]!.at as Record<string, string>
    expect(Number(xmin)).toBeGreaterThan(400_000)
    expect(Number(xmax) - Number(xmin)).toBeGreaterThan(10_000)
    expect(Number(ymax) - Number(ymin)).toBeGreaterThan(10_000)
  })

  it('comes with a style for each layer, as the project has it, in the colours of the map', () => {
    for (const layer of all(project, 'maplayer')) {
      const id = textOf(layer, 'id').replace('petakumuh_', '')
      const style = parsed(readFileSync(city.released(`styles/${id}.qml`), 'utf8'))
      expect(all(style, 'renderer-v2')).toEqual(all(layer, 'renderer-v2'))
      expect(all(style, 'alias')).toEqual(all(layer, 'alias'))
    }
    const zones = readFileSync(city.released('styles/zones.qml'), 'utf8')
    const map = readFileSync(city.released('style.json'), 'utf8')
    for (const { colour } of LEGEND.score_class) {
      expect(zones).toContain(`value="${rgba(colour, 0.82)}"`)
      expect(map).toContain(colour)
    }
    expect(zones).toContain('LinePatternFill')
    expect(zones).toContain('<alias field="name" index="1" name="Nama lokasi / Location"/>')
  })

  it('lies on the ground of the page: water below all that is drawn, and what nobody told of beside it', () => {
    const { sea, outside } = LEGEND.ground
    const canvas = ['Red', 'Green', 'Blue'].map((part) => textOf(project, `CanvasColor${part}Part`))
    expect(canvas.join()).toBe(rgba(outside, 1).split(',').slice(0, 3).join())
    const lowest = all(project, 'maplayer').at(-1)!
    expect(textOf(lowest, 'datasource')).toBe('./ground/water.geojson')
    expect(all(lowest, 'Option').map(({ at }) => at.value)).toContain(rgba(sea, 1))
  })

  it('comes with a layer definition: the same layers, styles and tree, in a group called as the release', () => {
    const text = readFileSync(city.released('petakumuh.qlr'), 'utf8')
    const definition = parsed(text)
    expect(definition.children.map(({ name }) => name)).toEqual(['qlr'])
    expect(all(definition, 'maplayer')).toEqual(all(project, 'maplayer'))
    const tree = all(definition, 'layer-tree-group')
    expect(tree[0]!.children.map(({ at }) => at.name)).toEqual([textOf(project, 'title').split(' · ')[0]])
    expect(tree[1]!.children).toEqual(all(project, 'layer-tree-group')[0]!.children)
    expect(text).not.toContain('"coordinates"')
    const [file] = city.manifest().files.filter(({ path }) => path.endsWith('.qlr'))
    expect(file).toMatchObject({ path: 'petakumuh.qlr', media_type: 'application/xml' })
  })

  const hasQgis = spawnSync('/usr/bin/python3', ['-c', 'import qgis.core']).status === 0
  if (!hasQgis) console.log('skipped: QGIS is not installed (python3-qgis)')
  const opened = (file: string): InQgis =>
    JSON.parse(
      execFileSync('/usr/bin/python3', [fileURLToPath(new URL('./open-project.py', import.meta.url)), file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )
  let found: InQgis | undefined
  const projectInQgis = () => {
    found ??= opened(city.released('petakumuh.qgz'))
    return found
  }

  it.skipIf(!hasQgis)('opens in QGIS: every layer is valid, and every feature in a class', () => {
    const said = projectInQgis()
    expect(said).toMatchObject({ was_read: true, crs: 'EPSG:32648', ellipsoid: 'EPSG:7030' })
    expect(said.layers).toHaveLength(all(project, 'maplayer').length)
    for (const layer of said.layers) {
      expect(layer).toMatchObject({ is_valid: true, crs: 'EPSG:4326' })
      expect(layer.features).toBeGreaterThan(0)
    }
    const zones = said.layers.find(({ id }) => id === 'petakumuh_zones')!
    const classes = city.layer('zones').features.map(({ properties }) => properties!.score_class)
    const expected = LEGEND.score_class.flatMap(({ code, id, en }) => {
      const count = classes.filter((found) => found === code).length
      return count === 0 ? [] : [[`${id} / ${en}`, count]]
    })
    expect(new Map(zones.drawn)).toEqual(new Map(expected as [string, number][]))
  })

  it.skipIf(!hasQgis)(
    'is added by QGIS wherever the folder lies, every layer drawn as in the project',
    () => {
      const moved = mkdtempSync(join(tmpdir(), 'petakumuh qlr '))
      try {
        const drawn = all(project, 'datasource').map((source) => source.text)
        for (const path of ['petakumuh.qlr', ...drawn]) {
          mkdirSync(dirname(join(moved, path)), { recursive: true })
          copyFileSync(city.released(path), join(moved, path))
        }
        const said = opened(join(moved, 'petakumuh.qlr'))
        expect([said.was_read, said.groups[0]]).toEqual([true, textOf(project, 'title').split(' · ')[0]])
        for (const layer of said.layers) expect(layer.source.startsWith(moved)).toBe(true)
        const looks = ({ layers }: typeof said) =>
          layers.map(({ name, is_valid, drawn, aliases }) => ({ name, is_valid, drawn, aliases }))
        expect(looks(said)).toEqual(looks(projectInQgis()))
      } finally {
        rmSync(moved, { recursive: true, force: true })
      }
    },
  )
})

describe('the project of any city', () => {
  const hostile = `Kota "O'Neil" & <script>\u0007`
  const layers = layerProfiles().filter(({ name }) => name === 'zones' || name === 'zone_changes')
  const drawn = drawnLayers({ layers, legend: LEGEND, hasValues: () => false, hasWater: false })
  const bare = {
    ...{ title: { id: hostile, en: hostile }, attribution: null, synthetic: null },
    ...{ utm_crs: 'EPSG:23834', bounds: [106.8, -6.2, 106.8, -6.2] as [number, number, number, number] },
  }

  it('is well-formed whatever the city is called, and has no credits where there are none', () => {
    const project = parsed(projectDocument(bare, drawn, '#dfeaf2'))
    expect(textOf(project, 'title')).toContain(hostile.slice(0, -1))
    expect(all(project, 'CopyrightLabel')).toEqual([])
    expect(textOf(all(project, 'projectCrs')[0]!, 'authid')).toBe('EPSG:23834')
    expect(all(project, 'DefaultViewExtent')[0]!.at.xmin).toMatch(/^\d+\.\d\d$/)
  })

  it('draws what there is, without themes that have no values', () => {
    // Changes without values are opened, but as they are.
    expect(drawn.map(({ id, isShown }) => [id, isShown])).toEqual([
      ['zone_changes', false],
      ['zones', true],
    ])
    for (const layer of drawn) expect(all(parsed(styleDocument(layer)), 'renderer-v2')).toHaveLength(1)
  })

  it('writes what XML can hold', () => {
    expect(text('a\u0000<b> & "c"\n\ud800d\uffff')).toBe('a&lt;b&gt; &amp; &quot;c&quot;&#10;d')
  })
})
