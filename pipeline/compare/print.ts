import { plainLine, table } from '../terminal.ts'
import { numberText } from '../values/written-number.ts'
import type { ArchiveFacts, Comparison, FeatureExample, LayerComparison, Verdict } from './comparison.ts'
import { type Language, WORDS } from './words.ts'

const VERDICTS: Verdict[] = ['equal_bytes', 'equal_content', 'different', 'only_a', 'only_b']
const LONGEST_VALUE = 60

/** The comparison as lines for people. */
export function comparisonLines(comparison: Comparison, language: Language): string[] {
  const words = WORDS[language]
  const lines = [archiveLine('A', comparison.a, language), archiveLine('B', comparison.b, language), '']
  const zoomRows = comparison.zooms.map((counts) => [
    `${counts.zoom}`,
    ...VERDICTS.map((v) => `${counts[v]}`),
  ])
  lines.push(
    ...table([
      [words.zoom, ...VERDICTS.map((verdict) => words.verdicts[verdict])],
      ...zoomRows,
      [words.all, ...VERDICTS.map((verdict) => `${comparison.tiles[verdict]}`)],
    ]),
    '',
  )
  if (comparison.layers.length === 0) lines.push(words.noLayers)
  else
    lines.push(
      ...table([
        [words.layer, ...words.columns],
        ...comparison.layers.map((layer) => layerRow(layer, language)),
      ]),
    )
  for (const layer of comparison.layers) lines.push(...declaredLines(layer, language))
  const changed = comparison.layers.flatMap(({ name, attributes }) =>
    attributes.map((attribute) => `  ${name}.${attribute.name}  ${attribute.features} ${words.features}`),
  )
  if (changed.length > 0) lines.push('', words.attributes, ...changed)
  if (comparison.metadata.length > 0) lines.push('', `${words.metadata}: ${comparison.metadata.join(', ')}`)
  const examples = [
    ...comparison.examples.tiles.map(
      ({ tile, verdict }) => `  ${tile.join('/')}  ${words.verdicts[verdict]}`,
    ),
    ...comparison.examples.features.map((example) => `  ${exampleText(example, language)}`),
  ]
  if (examples.length > 0) lines.push('', words.examples, ...examples)
  lines.push('', comparison.equal ? words.equal : words.different)
  return lines.map(plainLine)
}

function archiveLine(label: string, { file, bytes, zooms }: ArchiveFacts, language: Language): string {
  return `${label}  ${file}  ${WORDS[language].zooms} ${zooms.join('-')}  ${bytes} B`
}

function layerRow(layer: LayerComparison, language: Language): string[] {
  const { greatest_distance: farthest } = layer
  const numbers = [
    layer.features_a,
    layer.features_b,
    layer.added,
    layer.removed,
    layer.attributes_changed,
    layer.geometry_changed,
    farthest === null ? null : numberText(farthest.units, language),
    layer.tiles_changed,
    layer.without_id.only_a,
    layer.without_id.only_b,
  ]
  return [layer.name, ...numbers.map((number) => (number === null ? '-' : `${number}`))]
}

function declaredLines({ name, declared }: LayerComparison, language: Language): string[] {
  const words = WORDS[language]
  return declared.map((difference) => {
    const what = words.declared[difference.what]
    const subject = difference.what === 'attribute' ? `${what} ${difference.name}` : what
    return `  ${name}: ${subject}: ${difference.a ?? words.absent} -> ${difference.b ?? words.absent}`
  })
}

function exampleText(example: FeatureExample, language: Language): string {
  const words = WORDS[language]
  const feature = `${example.layer} ${example.id}`
  if (example.change === 'attribute') {
    const [a, b] = [example.a, example.b].map((value) => (value === null ? words.absent : valueText(value)))
    const change = `${a} -> ${b}`
    return `${feature}  ${example.attribute}: ${change}  ${words.at} ${example.tile.join('/')}`
  }
  const change = `${feature}  ${words.changes[example.change]}`
  if (example.change !== 'geometry') return change
  return `${change}: ${numberText(example.units, language)} ${words.units} ${words.at} ${example.tile.join('/')}`
}

/** A value as JSON, cut where it is long. */
export function valueText(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 3)}...`
}
