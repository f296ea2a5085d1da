/** What a key on the map asks for. */
export type KeyWish =
  | { do: 'step'; by: 1 | -1 }
  | { do: 'pan'; by: [x: number, y: number] }
  | { do: 'zoom'; by: 1 | -1 }
  | { do: 'home' }

const PAN_PX: Record<string, [number, number]> = {
  ArrowRight: [120, 0],
  ArrowLeft: [-120, 0],
  ArrowUp: [0, -120],
  ArrowDown: [0, 120],
}

const WISHES: Record<string, KeyWish> = {
  ArrowRight: { do: 'step', by: 1 },
  ArrowDown: { do: 'step', by: 1 },
  ArrowLeft: { do: 'step', by: -1 },
  ArrowUp: { do: 'step', by: -1 },
  '+': { do: 'zoom', by: 1 },
  '=': { do: 'zoom', by: 1 },
  '-': { do: 'zoom', by: -1 },
  _: { do: 'zoom', by: -1 },
  '0': { do: 'home' },
  Home: { do: 'home' },
}

/** Arrows walk the zones, with Shift they move the map; null for keys the map leaves to the browser. */
export function keyWish({ key, shiftKey }: { key: string; shiftKey: boolean }): KeyWish | null {
  const by = PAN_PX[key]
  return shiftKey && by ? { do: 'pan', by } : (WISHES[key] ?? null)
}
