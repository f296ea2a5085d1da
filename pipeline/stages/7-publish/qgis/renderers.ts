import { type SymbolLayer, type SymbolType, symbol } from './symbols.ts'
import { element } from './xml.ts'

/** One entry of a legend and how its features are drawn. */
export interface LegendEntry {
  label: string
  layers: SymbolLayer[]
}

/** Features with one value of an attribute; null takes all that no other entry takes. */
export type Category = LegendEntry & { value: string | null }

/** Features for which a QGIS expression holds; null takes all that no other entry takes. */
export type Rule = LegendEntry & { where: string | null }

/** All features alike. */
export function singleSymbol(type: SymbolType, layers: readonly SymbolLayer[]): string {
  return renderer('singleSymbol', {}, symbols(type, [{ label: '', layers: [...layers] }]))
}

/** By the values of an attribute. */
export function categorized(type: SymbolType, attribute: string, categories: readonly Category[]): string {
  const entries = categories.map(({ value, label }, i) =>
    element('category', { value: value ?? '', symbol: i, label, render: 'true' }),
  )
  return renderer(
    'categorizedSymbol',
    { attr: attribute },
    element('categories', {}, ...entries),
    symbols(type, categories),
  )
}

/** By expressions; features for which `where` does not hold are not drawn at all. */
export function byRules(type: SymbolType, key: string, where: string | null, rules: readonly Rule[]): string {
  const entries = rules.map((rule, i) =>
    element('rule', { key: `${key}-${i}`, symbol: i, label: rule.label, filter: rule.where ?? 'ELSE' }),
  )
  const inside =
    where === null ? entries : [element('rule', { key: `${key}-drawn`, filter: where }, ...entries)]
  return renderer('RuleRenderer', {}, element('rules', { key }, ...inside), symbols(type, rules))
}

function renderer(type: string, attributes: Record<string, string>, ...content: string[]): string {
  const flags = { symbollevels: 0, forceraster: 0, enableorderby: 0, referencescale: -1 }
  return element('renderer-v2', { type, ...attributes, ...flags }, ...content)
}

function symbols(type: SymbolType, entries: readonly LegendEntry[]): string {
  return element('symbols', {}, ...entries.map(({ layers }, i) => symbol(String(i), type, layers)))
}

/** An attribute in a QGIS expression. */
export function column(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text in a QGIS expression. */
export function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
