// What any map page needs of a published folder: its files, the official classes, a card with the legend, and a popup.
// ?base=https://host/atlas/ names the folder (left out: that of the page); &lang=en is English, else Indonesian.

const query = new URLSearchParams(location.search)
const base = new URL((query.get('base') ?? '.').replace(/\/*$/, '/'), location.href)
const lang = query.get('lang') === 'en' ? 'en' : 'id'
const say = (id, en) => (lang === 'en' ? en : id)

const CLASSES = new Map([
  ['KB', { colour: '#b30000', id: 'Kumuh Berat', en: 'Heavy slum' }],
  ['KS', { colour: '#fc8d59', id: 'Kumuh Sedang', en: 'Moderate slum' }],
  ['KR', { colour: '#fdcc8a', id: 'Kumuh Ringan', en: 'Light slum' }],
  ['TK', { colour: '#f0f0f0', id: 'Tidak Kumuh', en: 'Not slum' }],
])
const NO_DATA = { colour: '#9a9a9a', id: 'Tidak ada data', en: 'No data' }
export const GROUND = {
  land: '#fafaf7',
  border: '#bdbdbd',
  outline: '#4d4d4d',
  text: '#1f1f1f',
  halo: '#ffffff',
}

const classOf = (zone) => CLASSES.get(zone.score_class) ?? NO_DATA
export const colourOf = (zone) => classOf(zone).colour
export const nameOf = (zone) => String(zone.name ?? zone.kelurahan ?? zone.zone_id)

/** Reads what is served now, shows the card, and gives what a map begins with: `bounds` are west, south, east, north. */
export async function openRelease() {
  try {
    const latest = await read('latest.json')
    const { city, layers } = await read(latest.manifest)
    showCard(city)
    return {
      tiles: new URL(latest.tiles[0], base).href,
      style: await read(latest.style),
      bounds: city.bounds,
      padding: roomBesideCard(),
      deepestZoom: Math.max(...layers.map((layer) => layer.maxzoom)),
    }
  } catch (error) {
    const what = say('Rilis tidak dapat dibaca; periksa ?base=', 'The release cannot be read; check ?base=')
    add(card(), 'p', `${what} ${base} (${error.message})`)
    throw error
  }
}

/** Name, class and hectares of a zone, as an element. */
export function popupOf(zone) {
  const popup = document.createElement('div')
  popup.className = 'zone'
  add(popup, 'strong', nameOf(zone))
  add(popup, 'div', classOf(zone)[lang])
  const isDecreed = zone.area_ha_decree !== undefined
  const hectares = isDecreed ? zone.area_ha_decree : zone.area_ha_utm
  if (hectares === undefined) return popup
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const which = isDecreed ? say('menurut SK', 'as decreed') : say('terukur', 'measured')
  add(popup, 'div', `${hectares.toLocaleString(say('id-ID', 'en-GB'), digits)} ha ${which}`)
  return popup
}

function showCard({ title, attribution, synthetic }) {
  document.documentElement.lang = lang
  document.title = `${say('Permukiman kumuh', 'Slum zones')} · ${title[lang]}`
  add(card(), 'h1', document.title)
  const legend = add(card(), 'ul')
  for (const row of [...CLASSES.values(), NO_DATA]) {
    const line = add(legend, 'li')
    add(line, 'i').style.background = row.colour
    add(line, 'span', row[lang])
  }
  if (synthetic) add(card(), 'p', synthetic[lang]).className = 'notice'
  if (attribution) add(card(), 'p', attribution[lang])
  const other = new URLSearchParams({ base, lang: say('en', 'id') })
  add(add(card(), 'p'), 'a', say('English', 'Bahasa Indonesia')).href = `?${other}`
}

/** Pixels to leave free around the city, where the card lies over the map. */
function roomBesideCard() {
  const isOverMap = getComputedStyle(card()).position === 'absolute'
  return { top: 16, right: 16, bottom: 16, left: isOverMap ? card().getBoundingClientRect().right + 16 : 16 }
}

const card = () => document.getElementById('card')

/** Names come from files: what is shown goes in as text, never as HTML. */
function add(parent, tag, text = '') {
  const element = parent.appendChild(document.createElement(tag))
  element.textContent = text
  return element
}

async function read(path) {
  const answer = await fetch(new URL(path, base))
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
  return answer.json()
}
