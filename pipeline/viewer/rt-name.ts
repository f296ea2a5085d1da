const KEY = /^RT\s*(\w+)\s*[-/]\s*RW\s*(\w+)$/i

/** `RT001-RW002` as people write it: `RT 001/RW 002`; any other text as it is. */
export function rtText(rt_rw: string): string {
  return rt_rw.replace(KEY, 'RT $1/RW $2')
}

/** {@link rtText} that may break at its stroke alone; the code where the RT has no such key. */
export function rtName(rt_rw: string | null, rt_id: string): string {
  return rt_rw === null ? rt_id : rt_rw.replace(KEY, 'RT\u00a0$1/\u200bRW\u00a0$2')
}
