import { unbroken } from '../terminal.ts'
import { bounds } from './layer-text.ts'
import type { CrsCandidate, LayerSummary } from './types.ts'
import { CRS_HOW, count, figure, type Language } from './words.ts'

/** How the CRS ends the first half of the opening sentence. */
export function crsWords({ crs, geometry, place }: LayerSummary, language: Language): string {
  const isId = language === 'id'
  if (Object.keys(geometry.types).length === 0) {
    if (place === null) return ''
    const columns = unbroken(Object.values(place).join(', '))
    return isId ? `, tempatnya di kolom ${columns}` : `, places in ${columns}`
  }
  if (crs.code !== null) {
    const stated = `${isId ? ' dalam' : ' in'} ${crs.code} (${CRS_HOW[crs.how][language]})`
    if (crs.insideIndonesia !== false) return stated
    return `${stated}, ${isId ? 'yang jatuh di luar Indonesia' : 'which falls outside Indonesia'}`
  }
  const [only] = crs.candidates
  if (crs.candidates.length === 1 && only!.codes.length === 1) {
    const reading = only!.codes[0]! + (only!.swapped ? (isId ? ', sumbu tertukar' : ', axes swapped') : '')
    return isId ? ` tanpa CRS (cocok: ${reading})` : ` without a CRS (${reading} fits)`
  }
  if (crs.candidates.length > 0) {
    return isId ? ' tanpa CRS (beberapa cocok)' : ' without a CRS (several fit)'
  }
  return isId ? ' tanpa CRS' : ' without a CRS'
}

/** The CRS, the bounds in degrees, and where nothing is stated every reading that fits. */
export function crsLines(
  { crs, geometry }: LayerSummary,
  language: Language,
): [label: string, text: string][] {
  const isId = language === 'id'
  const lines: [string, string][] = []
  if (crs.code !== null) lines.push(['CRS', `${crs.code} ${crs.name}, ${CRS_HOW[crs.how][language]}`])
  else if (crs.stated !== null) {
    lines.push(['CRS', `${CRS_HOW.unreadable[language]}: "${unbroken(crs.stated)}"`])
  } else lines.push(['CRS', CRS_HOW.nowhere[language]])
  if (crs.lonlat !== null && crs.insideIndonesia === true) {
    const isSame = geometry.bbox?.every((value, index) => Math.abs(value - crs.lonlat![index]!) < 1e-9)
    const inside = isId ? 'di dalam Indonesia: ya' : 'inside Indonesia: yes'
    const guessed = crs.code === null ? (isId ? ', bila dibaca begitu' : ', if read so') : ''
    lines.push([
      isId ? 'bujur/lintang' : 'lon/lat',
      isSame ? `${inside}` : `${bounds(crs.lonlat, language)}; ${inside}${guessed}`,
    ])
  } else if (crs.insideIndonesia === false) {
    lines.push([
      isId ? 'bujur/lintang' : 'lon/lat',
      isId ? 'di dalam Indonesia: tidak' : 'inside Indonesia: no',
    ])
  }
  if (crs.outside.count > 0 && crs.insideIndonesia === true) {
    const n = count(crs.outside.count, language)
    const record = count(crs.outside.record!, language)
    lines.push([
      '',
      isId
        ? `${n} rekaman di luar Indonesia (pertama: rekaman ${record})`
        : `${n} outside Indonesia (first: record ${record})`,
    ])
  }
  crs.candidates.forEach((candidate, index) => {
    const label = index > 0 ? '' : isId ? 'yang cocok' : 'would fit'
    lines.push([label, candidateWords(candidate, language)])
  })
  if (crs.candidates.length === 0 && crs.insideIndonesia !== true && geometry.bbox !== null) {
    lines.push([
      '',
      isId ? 'tidak ada CRS yang dikenal menempatkannya di Indonesia' : 'no known CRS puts it into Indonesia',
    ])
  }
  return lines
}

function candidateWords({ codes, name, swapped, middles }: CrsCandidate, language: Language): string {
  const isId = language === 'id'
  const place = (index: number): string =>
    middles[index]!.map((value) => figure(value, language, 2)).join(' ')
  const turned = swapped
    ? isId
      ? ', sumbu tertukar (lintang dahulu)'
      : ', axes swapped (latitude first)'
    : ''
  if (codes.length === 1) return `${codes[0]} ${name}${turned}, ${isId ? 'sekitar' : 'around'} ${place(0)}`
  const last = codes.length - 1
  const zones = `${name}${turned}, ${codes.length} ${isId ? 'zona' : 'zones'}: ${codes[0]} (${isId ? 'sekitar' : 'around'} ${place(0)}) … ${codes[last]} (${isId ? 'sekitar' : 'around'} ${place(last)})`
  return isId
    ? `${zones}; koordinat saja tidak menentukan zonanya`
    : `${zones}; the coordinates alone do not tell the zone`
}
