import type { Reader } from '../types.ts'
import { openXlsx, xlsxSheetNames } from './xlsx.ts'

export const reader: Reader = { layers: xlsxSheetNames, open: openXlsx }
