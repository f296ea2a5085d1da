"""Percents and scores of RT, zones, kelurahan and the city as an analyst writes them with pandas: the peer of indicators-run.ts."""
import json
import sys
import time

import numpy
import pandas

DENOMINATORS = dict(zip(
    '1a 1b 1c 2a 2b 3a 3b 4a 4b 4c 5a 5b 6a 6b 7a 7b'.split(),
    ('buildings area_ha_verified buildings road_ideal_m road_ideal_m families families area_ha_verified '
     'drainage_ideal_m drainage_ideal_m families families families families buildings buildings').split(),
))
folder = sys.argv[1]
profiles = pandas.read_csv(f'{folder}/profiles.csv')
deficits = pandas.read_csv(f'{folder}/deficits.csv')

started = time.perf_counter()
rows = deficits.merge(profiles, on='rt_id')
rows['denominator'] = 0.0
for criterion, column in DENOMINATORS.items():
    mask = rows.criterion == criterion
    rows.loc[mask, 'denominator'] = rows.loc[mask, column]
rows['city'] = 'all'


def scored(keys):
    sums = rows.groupby(keys + ['criterion'])[['volume', 'denominator']].sum(min_count=1).reset_index()
    percent = (100 * sums.volume / sums.denominator).round(9)
    sums['score'] = numpy.select([percent >= 75.995, percent >= 50.995, percent >= 24.995], [5, 3, 1], 0)
    sums.loc[percent.isna(), 'score'] = numpy.nan
    return sums


rt = scored(['rt_id'])
others = [scored([level]) for level in ('zone_id', 'kelurahan_code', 'city')]
totals = rt.groupby('rt_id').score.sum()
seconds = time.perf_counter() - started
print(json.dumps({'seconds': seconds, 'facts': {
    'scored cells of RT': int(rt.score.count()),
    'sum of their scores': int(rt.score.sum()),
}}))
