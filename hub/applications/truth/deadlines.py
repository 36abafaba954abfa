"""The last day of each time limit, computed without any code of Sluss: calendar months by dateutil, Swedish holidays by the package
holidays (public and de facto ones, the latter being the eves that lag (1930:173) puts beside Sundays when time limits end).

pip install holidays==0.109 python-dateutil==2.9.0.post0 ; python deadlines.py > deadlines.json
"""
import json
from datetime import date, timedelta

import holidays
from dateutil.relativedelta import relativedelta

free = holidays.Sweden(years=range(2024, 2040), categories=("public", "de_facto"))


def works(day):
    return day.weekday() < 5 and day not in free


def rolled(day):
    while not works(day):
        day += timedelta(days=1)
    return day


def working(day, count):
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


months = lambda n: (lambda day: rolled(day + relativedelta(months=n)))
weeks = lambda n: (lambda day: rolled(day + timedelta(weeks=n)))
unmoved = lambda n: (lambda day: day + relativedelta(months=n))

limits = {
    "answerQuestion": weeks(4),
    "decide": months(3),
    "decideAccelerated": months(2),
    "proposeAsHolder": months(2),
    "decideAfterProposal": months(2),
    "assessRequest": months(3),
    "answerRequest": months(3),
    "deliverData": months(3),
    "deliverDataExtended": months(6),
    "makeAvailable": months(2),
    "publishDecision": lambda day: working(day, 30),
    "agreeOnFees": months(1),
    "deleteData": months(6),
    "publishResults": months(18),
    "hear": weeks(4),
    "appeal": weeks(3),
    "handOverAppeal": weeks(1),
    "checkDescription": months(12),
    "sendActivityReport": months(6),
}
ends = {
    "permit": unmoved(120),
    "exclusion": unmoved(60),
    "logs": unmoved(12),
    "askForRenewal": unmoved(-1),
}

# Ordinary days, ends of months, leap days, and days whose limits end at Easter, on 1 May, at Ascension, on the national day, at
# Midsummer, on All Saints' Day, at Christmas, at New Year and on Epiphany.
days = [
    "2026-01-15", "2026-01-31", "2026-02-28", "2026-03-20", "2026-03-31", "2026-04-24", "2026-05-22", "2026-05-31", "2026-08-31",
    "2026-09-24", "2026-10-30", "2026-11-06", "2026-11-26", "2026-11-30", "2026-12-24", "2026-12-31", "2027-01-29", "2027-02-25",
    "2027-03-05", "2027-04-08", "2027-05-28", "2027-08-30", "2027-11-30", "2027-12-06", "2028-01-31", "2028-02-29", "2028-03-24",
    "2028-08-29", "2028-12-31",
]

rows = []
for name, end in {**limits, **ends}.items():
    for day in days:
        rows.append([name, day, end(date.fromisoformat(day)).isoformat()])
print("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]")
print(end="")
