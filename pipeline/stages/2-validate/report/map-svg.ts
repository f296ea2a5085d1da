import type { MultiPolygon, Polygon, Position } from 'geojson'
import { both, escapeHtml, formatNumber } from './format.ts'
import { around, type Box, Placer, textWidth } from './labels.ts'
import { legend } from './legend.ts'
import { rounded as round, svgTitle } from './svg.ts'
import type { ReportMap } from './types.ts'

const INK = '#1c242b'
/** Of zones whose decree states no score: not the hatch of missing data, since the score is computed later. */
const UNSTATED = '#f7f6f2'
const METRES_PER_DEGREE = 111_320
/** Marks of one rule closer than this share one badge, in drawing units; the second where there are many marks. */
const CLUSTER = [22, 40] as const
const MANY_MARKS = 60
/** Above this many zones their names would hide them: kelurahan are named instead. */
export const NAMED_ZONES = 30

interface Frame {
  width: number
  height: number
  metresPerUnit: number
  project(lon: number, lat: number): [number, number]
}

/**
 * The findings on the map of the city: kelurahan, zones in class colours, a numbered mark per rule and place.
 * Plate carrée at the middle latitude, which at the size of a city differs from UTM by less than a pen stroke.
 * Returns an empty string when there is nothing to frame.
 * @param width of the drawing in CSS pixels; text keeps its size whatever the width
 */
export function mapSvg(map: ReportMap, width: number): string {
  const frame = frameOf(map, width)
  if (!frame) return ''
  const { ground, score_class, missing } = legend()
  const id = `map-${width}`
  const colours = new Map(score_class.map(({ code, colour }) => [code, colour]))
  const placer = new Placer(frame.width, frame.height)
  const scale = scaleBar(frame)
  placer.block({ x: 0, y: frame.height - 34, width: scale.length + 40, height: 34 })
  placer.block({ x: frame.width - 34, y: 0, width: 34, height: 48 })

  const land = map.kelurahan.map(
    ({ geometry }) =>
      `<path d="${path(geometry, frame)}" fill="${ground.land}" stroke="${ground.kelurahan}" stroke-width="1"/>`,
  )
  const isDense = map.zones.length > NAMED_ZONES
  const line = isDense ? 0.4 : 1
  const zones = map.zones.map(({ geometry, properties }) => {
    const colour = properties.score_class === null ? undefined : colours.get(properties.score_class)
    return `<path d="${path(geometry, frame)}" fill="${colour ?? UNSTATED}" stroke="${ground.outline}" stroke-width="${line}"><title>${escapeHtml(properties.name ?? properties.zone_id)}</title></path>`
  })
  const marks = drawMarks(map, frame, placer)
  const zoneNames = (isDense ? [] : map.zones).map(({ geometry, properties }) => {
    const suffix = properties.score_class === null ? '' : ` · ${properties.score_class}`
    return label(`${properties.name ?? properties.zone_id}${suffix}`, geometry, frame, placer, 12, INK, 600)
  })
  if (!isDense) for (const { geometry } of map.zones) placer.block(boxOf(geometry, frame))
  const kelurahanNames = map.kelurahan.map(({ geometry, properties }) =>
    label(properties.name, geometry, frame, placer, 11, ground.label, 400),
  )
  return [
    `<svg viewBox="0 0 ${frame.width} ${frame.height}" width="${frame.width}" height="${frame.height}" role="img">`,
    svgTitle('Peta temuan', 'Map of findings'),
    `<defs><clipPath id="${id}-frame"><rect width="${frame.width}" height="${frame.height}"/></clipPath></defs>`,
    `<g clip-path="url(#${id}-frame)"><rect width="${frame.width}" height="${frame.height}" fill="${ground.sea}"/>`,
    `<g stroke-linejoin="round">${land.join('')}${zones.join('')}</g>`,
    `<g stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${kelurahanNames.join('')}${zoneNames.join('')}</g>`,
    marks,
    '</g>',
    scale.svg,
    northArrow(frame),
    `<rect x=".5" y=".5" width="${frame.width - 1}" height="${frame.height - 1}" fill="none" stroke="${missing.colour}"/>`,
    '</svg>',
  ].join('')
}

function frameOf(map: ReportMap, width: number): Frame | null {
  const city = boundsOf(map.kelurahan.flatMap(({ geometry }) => positions(geometry)))
  const places = map.findings
    .map(({ lon, lat }): Position => [lon, lat])
    .filter((place) => city === null || within(place, city))
  const zones = map.zones.flatMap(({ geometry }) => positions(geometry))
  const bounds = boundsOf([...zones, ...places]) ?? city
  if (!bounds) return null
  const [west, south, east, north] = bounds
  const lat0 = (south + north) / 2
  const shrink = Math.cos((lat0 * Math.PI) / 180)
  const margin = 0.08
  const spanX = Math.max((east - west) * shrink, 0.009) * (1 + 2 * margin)
  const spanY = Math.max(north - south, 0.009) * (1 + 2 * margin)
  const height = Math.round(
    Math.min(Math.max((width * spanY) / spanX, width * 0.55), width * (width < 500 ? 1.15 : 0.8)),
  )
  const unitsPerDegree = Math.min(width / spanX, height / spanY)
  const lon0 = (west + east) / 2
  return {
    width,
    height,
    metresPerUnit: METRES_PER_DEGREE / unitsPerDegree,
    project: (lon, lat) => [
      width / 2 + (lon - lon0) * shrink * unitsPerDegree,
      height / 2 - (lat - lat0) * unitsPerDegree,
    ],
  }
}

type Mark = ReportMap['findings'][number]

function drawMarks(map: ReportMap, frame: Frame, placer: Placer): string {
  const dots: string[] = []
  const seen = new Set<string>()
  const taken = new Map<string, Box>()
  const near = CLUSTER[map.findings.length > MANY_MARKS ? 1 : 0]
  const clusters: { x: number; y: number; mark: Mark }[] = []
  const cells = new Set<string>()
  for (const mark of map.findings) {
    const [x, y] = frame.project(mark.lon, mark.lat)
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue
    const dot =
      mark.severity === 'info'
        ? `<circle cx="${round(x)}" cy="${round(y)}" r="2" fill="#fff" stroke="${INK}"/>`
        : `<circle cx="${round(x)}" cy="${round(y)}" r="2.5"/>`
    if (!seen.has(dot)) {
      dots.push(dot)
      seen.add(dot)
      taken.set(`${Math.round(x / 8)} ${Math.round(y / 8)}`, { x: x - 4, y: y - 4, width: 8, height: 8 })
    }
    // Neighbouring cells of a grid stand for "near", so that many marks are not all compared with each other.
    const [column, row] = [Math.floor(x / near), Math.floor(y / near)]
    const cell = (dx: number, dy: number) => `${mark.number} ${column + dx} ${row + dy}`
    const isNear = [-1, 0, 1].some((dx) => [-1, 0, 1].some((dy) => cells.has(cell(dx, dy))))
    if (isNear) continue
    cells.add(cell(0, 0))
    clusters.push({ x, y, mark })
  }
  const badges = clusters.map(({ x, y, mark }) => badge(x, y, mark, placer))
  // Names keep off the dots; badges may stand on those of their neighbours.
  for (const box of taken.values()) placer.block(box)
  return `<g fill="${INK}" stroke="#fff" stroke-width=".8">${dots.join('')}</g>${badges.join('')}`
}

/** A numbered mark beside its place, dark for what sets a record aside; nothing where there is no room. */
function badge(x: number, y: number, { number, severity }: Mark, placer: Placer): string {
  const text = String(number)
  const half = Math.max(8.5, textWidth(text, 11) / 2 + 4)
  const spot = placer.place(around(x, y, severity === 'info' ? [13, 20] : [13, 20, 28]), 2 * half + 2, 19)
  if (!spot) return ''
  const isWorse = severity === 'fail' || severity === 'quarantine'
  const outline = severity === 'info' ? '#9a9a9a' : INK
  return (
    `<line x1="${round(x)}" y1="${round(y)}" x2="${round(spot.x)}" y2="${round(spot.y)}" stroke="${outline}" stroke-width="1.2"/>` +
    `<rect x="${round(spot.x - half)}" y="${round(spot.y - 8.5)}" width="${round(2 * half)}" height="17" rx="8.5" fill="${isWorse ? INK : '#fff'}" stroke="${outline}" stroke-width="1.5"/>` +
    `<text x="${round(spot.x)}" y="${round(spot.y + 3.9)}" font-size="11" font-weight="600" text-anchor="middle" fill="${isWorse ? '#fff' : INK}">${text}</text>`
  )
}

function label(
  text: string,
  geometry: Polygon | MultiPolygon,
  frame: Frame,
  placer: Placer,
  size: number,
  colour: string,
  weight: number,
): string {
  const bounds = boundsOf(largestRing(geometry))
  if (!bounds) return ''
  const [left, bottom] = frame.project(bounds[0], bounds[1])
  const [right, top] = frame.project(bounds[2], bounds[3])
  const width = textWidth(text, size, weight > 400)
  const x = (left + right) / 2
  const y = (top + bottom) / 2
  const spots =
    weight > 400
      ? [
          { x, y: bottom + size },
          { x, y: top - size * 0.8 },
          { x: right + width / 2 + 4, y },
          { x: left - width / 2 - 4, y },
          { x, y },
        ]
      : around(x, y, [0, 14, 28, 44, 64])
  const spot = placer.place(spots, width + 4, size + 3)
  if (!spot) return ''
  return `<text x="${round(spot.x)}" y="${round(spot.y + size * 0.36)}" font-size="${size}" font-weight="${weight}" text-anchor="middle" fill="${colour}">${escapeHtml(text)}</text>`
}

function boxOf(geometry: Polygon | MultiPolygon, frame: Frame): Box {
  const [west, south, east, north] = boundsOf(positions(geometry)) ?? [0, 0, 0, 0]
  const [left, bottom] = frame.project(west, south)
  const [right, top] = frame.project(east, north)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

function scaleBar(frame: Frame): { svg: string; length: number } {
  const target = (frame.width / 5) * frame.metresPerUnit
  const power = 10 ** Math.floor(Math.log10(target))
  const metres = ([5, 2, 1].find((step) => step * power <= target) ?? 1) * power
  const length = metres / frame.metresPerUnit
  const y = frame.height - 12
  const amount = metres >= 1000 ? metres / 1000 : metres
  const unit = metres >= 1000 ? 'km' : 'm'
  const text = `${formatNumber(amount, 0, 'id')} ${unit}`
  return {
    length,
    svg:
      `<g stroke="#fff" stroke-width="5" stroke-linecap="square"><path d="M14 ${y - 5}V${y}H${round(14 + length)}V${y - 5}" fill="none"/></g>` +
      `<path d="M14 ${y - 5}V${y}H${round(14 + length)}V${y - 5}" fill="none" stroke="${INK}" stroke-width="1.5"/>` +
      `<text x="${round(14 + length / 2)}" y="${y - 5}" font-size="11" text-anchor="middle" fill="${INK}" stroke="#fff" stroke-width="3" paint-order="stroke">${text}</text>`,
  }
}

function northArrow(frame: Frame): string {
  const x = frame.width - 18
  return (
    `<path d="M${x} 10l6 16l-6 -4l-6 4z" fill="${INK}" stroke="#fff" stroke-width="1"/>` +
    `<g font-size="11" font-weight="600" text-anchor="middle" fill="${INK}" stroke="#fff" stroke-width="3" paint-order="stroke"><text x="${x}" y="40" lang="id">U</text><text x="${x}" y="40" lang="en">N</text></g>`
  )
}

/** The list under the map: classes that occur, zones without a stated score, and what each number means. */
export function mapLegend(map: ReportMap, titles: ReadonlyMap<number, string>): string {
  const { score_class, ground } = legend()
  const counts = new Map<string | null, number>()
  for (const { properties } of map.zones) {
    const known = score_class.some(({ code }) => code === properties.score_class)
    const key = known ? properties.score_class : null
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const swatch = (fill: string) =>
    `<svg width="18" height="14" aria-hidden="true"><rect x=".5" y=".5" width="17" height="13" fill="${fill}" stroke="${ground.outline}"/></svg>`
  const classes = score_class
    .filter(({ code }) => counts.has(code))
    .map(
      ({ code, colour, id, en }) =>
        `<li>${swatch(colour)}<span>${both(escapeHtml(id), escapeHtml(en))} (${code}): ${counts.get(code)}</span></li>`,
    )
  if (counts.has(null)) {
    classes.push(
      `<li>${swatch(UNSTATED)}<span>${both('Nilai tidak tertulis di SK; dihitung di tahap indikator, lihat peta', 'Score not stated in the decree; computed at the indicators, see the map')}: ${counts.get(null)}</span></li>`,
    )
  }
  const used = new Map(map.findings.map(({ number, severity }) => [number, severity]))
  const marks = [...used]
    .sort(([a], [b]) => a - b)
    .map(
      ([number, severity]) =>
        `<li><span class="badge ${severity}">${number}</span><span>${titles.get(number) ?? ''}</span></li>`,
    )
  return `<ul class="legend">${classes.join('')}</ul><ul class="legend">${marks.join('')}</ul>`
}

function path(geometry: Polygon | MultiPolygon, frame: Frame): string {
  return rings(geometry)
    .map((ring) => {
      const points: string[] = []
      for (const [lon = 0, lat = 0] of ring.slice(0, -1)) {
        const [x, y] = frame.project(lon, lat)
        const point = `${round(x)} ${round(y)}`
        if (points.at(-1) !== point) points.push(point)
      }
      return points.length > 2 ? `M${points.join('L')}Z` : ''
    })
    .join('')
}

function rings(geometry: Polygon | MultiPolygon): Position[][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
}

function positions(geometry: Polygon | MultiPolygon): Position[] {
  return rings(geometry).flat()
}

function largestRing(geometry: Polygon | MultiPolygon): Position[] {
  const extent = (ring: Position[]) => {
    const bounds = boundsOf(ring)
    return bounds ? (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) : 0
  }
  return rings(geometry).reduce<Position[]>((best, ring) => (extent(ring) > extent(best) ? ring : best), [])
}

function boundsOf(places: readonly Position[]): [number, number, number, number] | null {
  if (places.length === 0) return null
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon = 0, lat = 0] of places) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return [west, south, east, north]
}

function within([lon = 0, lat = 0]: Position, [west, south, east, north]: [number, number, number, number]) {
  return lon >= west && lon <= east && lat >= south && lat <= north
}
