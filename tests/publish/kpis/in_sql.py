"""Every measure once more, in SQL on the ledger's tables, without the program it checks.

Written from the definitions alone; needs Python's own sqlite3 and nothing else. `reckon` gives, for
each month and group, (hits, whole, value): what a share is made of, or the rows and their number.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

# What the state announced for the days the ledger tells of; all other days as they fall.
OFF = """2025-10-01 2025-10-02 2025-10-03 2025-10-06 2025-10-07 2025-10-08 2026-01-01 2026-01-02
2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-23 2026-04-06 2026-05-01 2026-05-04
2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-02 2026-10-05 2026-10-06 2026-10-07"""
WORKED = """2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20
2026-10-10"""
FIRST, LAST = date(2025, 6, 1), date(2026, 12, 31)

GROUND = """
CREATE TEMP TABLE feedback AS SELECT *, main AS department, filled_by AS person FROM cases
    WHERE state NOT IN ('void', 'merged');
CREATE TEMP TABLE timed AS SELECT feedback.*, limit_at, rounds.first_reply_at AS answered, verdict
    FROM feedback JOIN rounds ON ("case", rounds.round) = (number, feedback.round)
    WHERE limit_at IS NOT NULL;
CREATE TEMP TABLE complaint AS SELECT * FROM feedback
    WHERE business_type NOT IN ('praise', 'change') AND subcategory <> 'consulting';
CREATE TEMP TABLE clock AS SELECT rounds.*, customer, main AS department, channel, entered_at
    FROM rounds JOIN cases ON number = "case" WHERE state <> 'void' AND limit_at IS NOT NULL;
CREATE TEMP TABLE work AS SELECT tasks.*, COALESCE(cases.level, '') AS level
    FROM tasks LEFT JOIN cases ON cases.number = "case"
    WHERE tasks.state IN ('open', 'done') AND COALESCE(cases.state, '') <> 'void';
CREATE INDEX work_of ON work ("case", step);
CREATE INDEX work_on ON work (number);
CREATE TEMP TABLE said AS SELECT "case", line,
        lower(trim(COALESCE("values" ->> 'part', ''))) AS part,
        lower(trim(COALESCE("values" ->> 'phenomenon', ''))) AS defect,
        COALESCE("values" ->> 'place', '') AS place, COALESCE("values" ->> 'lot', '') AS lot,
        COALESCE("values" ->> 'returned', "values" ->> 'exchanged', 0) AS back
    FROM lines WHERE "case" IN (SELECT number FROM feedback);
CREATE INDEX said_of ON said ("case", line);
CREATE TEMP TABLE verified AS SELECT work.number, work."case", feedback.customer,
        work."values" ->> 'effect' AS effect, substr(work."values" ->> 'verified_on', 1, 10) AS day
    FROM work JOIN feedback ON feedback.number = "case"
    WHERE step = 'capa' AND work.state = 'done' AND effect IN ('effective', 'ineffective')
        AND day IS NOT NULL;
CREATE TEMP TABLE told AS SELECT DISTINCT number, customer, received_at, part, defect, (SELECT
        MIN(day) FROM verified WHERE verified."case" = complaint.number AND effect = 'effective')
        AS held_from
    FROM complaint JOIN said ON "case" = number
    WHERE part NOT IN ('', '不明', '未知', 'unknown') AND defect <> '';
CREATE INDEX told_what ON told (part, defect, customer, received_at);
CREATE INDEX told_of ON told (number);
CREATE TEMP TABLE formc AS SELECT confirmations.number, cases, record,
        record ->> '$.fields.confirmed_on' AS confirmed, record ->> '$.fields.samples_on' AS came,
        COALESCE(record ->> '$.fields.conclusion', '') AS conclusion,
        COALESCE(record ->> '$.fields.department', '') AS department,
        COALESCE(record ->> '$.fields.cause_kind', '') AS cause,
        COALESCE(record ->> '$.fields.cost', 0.0) AS cost,
        COALESCE(record ->> '$.fields.satisfaction', '') AS satisfaction,
        (SELECT value FROM json_each(cases) WHERE value IN (SELECT number FROM feedback)
            ORDER BY json_each.key LIMIT 1) AS about
    FROM confirmations WHERE about IS NOT NULL;
CREATE TEMP TABLE belongs AS SELECT formc.number, confirmed, satisfaction, value AS feedback
    FROM formc, json_each(cases) WHERE value IN (SELECT number FROM feedback);
CREATE INDEX belongs_to ON belongs (feedback, number);
CREATE TEMP TABLE defect AS SELECT formc.number, about, conclusion,
        lower(trim(line.value ->> 'part')) AS part, line.value ->> 'checked' AS checked,
        line.value ->> 'defective' AS defective
    FROM formc, json_each(record, '$.lines.defects') line;
CREATE TEMP TABLE claim AS SELECT "case", SUM("values" ->> 'claim') AS amount,
        (SELECT number FROM belongs WHERE feedback = "case" AND confirmed IS NOT NULL
            ORDER BY confirmed, number LIMIT 1) AS formc
    FROM work WHERE step = 'negotiate' GROUP BY "case" HAVING amount IS NOT NULL;
CREATE TEMP TABLE paid AS SELECT formc.*, customer, COALESCE((SELECT SUM(amount) FROM claim
        WHERE claim.formc = formc.number), 0.0) AS claimed
    FROM formc JOIN feedback ON feedback.number = about WHERE confirmed IS NOT NULL;
CREATE TEMP TABLE notice AS SELECT "case", MIN(opened_at) AS noticed, MAX(done_at) AS signed,
        MIN(state = 'done') AS all_signed
    FROM work WHERE step = 'acknowledge' GROUP BY "case";
CREATE TEMP TABLE filler AS SELECT submission, filled_by AS person, MIN("key") FROM cases
    GROUP BY 1;
CREATE INDEX filler_of ON filler (submission);
CREATE TEMP TABLE active AS SELECT "key" AS customer, rep, fields, date(COALESCE(reviewed_at,
            opened_at)) AS seen, IIF(fields ->> 'grade' = 'key', 6, 12) AS months
    FROM customers WHERE status = 'active' AND NOT provisional;
"""
OUR_DEFECTS = """SELECT received_at AS at, customer, d.part, defective AS hit, 0 AS "of"
    FROM defect d JOIN feedback ON feedback.number = about
    WHERE conclusion IN ('company', 'supplier')"""
FOUND_IN = """ AND COALESCE(
    (SELECT place FROM said WHERE "case" = about AND said.part = d.part ORDER BY line LIMIT 1),
    (SELECT place FROM said WHERE "case" = about ORDER BY line LIMIT 1)) IN """
SHIPPED = """ UNION ALL SELECT month || '-01', customer, lower(part), 0, COALESCE(shipped, 0)
    FROM shipments WHERE shipped IS NOT NULL"""
REPEATED = """SELECT c.received_at AS at, c.number IN (SELECT m.number FROM told m JOIN told e
        ON (e.part, e.defect) = (m.part, m.defect) {same}
        WHERE (e.received_at, e.number) < (m.received_at, m.number)
            AND (unixepoch(m.received_at) - unixepoch(e.received_at) <= 180 * 86400
                OR date(m.received_at) > e.held_from)) AS hit,
    customer, level, department FROM complaint c"""
WANTED = (
    *("status", "customer_name", "contact", "phone", "rep", "first_contact_on", "credit_code"),
    *("legal_representative", "address", "fax", "invoice_type"),
)
FILLED = " + ".join(f"(COALESCE(fields ->> '{name}', '') <> '')" for name in WANTED)
WORKDAY_AFTER = "(SELECT day FROM workday WHERE day > date({at}) ORDER BY day LIMIT 1 OFFSET {n})"
END = f"{WORKDAY_AFTER} || ' 17:00:00.000000'"

COHORTS = {
    "K01": "SELECT received_at AS at, * FROM feedback",
    "K02": """SELECT received_at AS at, customer, 1 AS hit, 0 AS "of" FROM complaint UNION ALL
        SELECT month || '-01', customer, 0, COALESCE(deliveries, 0) FROM shipments
        WHERE shipped IS NOT NULL""",
    "K03": """SELECT limit_at AS at, verdict = 'done_on_time' AS hit, * FROM clock
        WHERE limit_at <= :now""",
    "K04": """SELECT limit_at AS at, done_at IS NOT NULL AND done_at <= limit_at AS hit, * FROM work
        WHERE step <> 'reply' AND limit_at <= :now AND done_at IS NOT opened_at""",
    "K04-2": """SELECT datetime(opened_at, (unixepoch(work.limit_at) - unixepoch(started_at))
            || ' seconds') || '.000000' AS at, done_at, step, work.department, work.level,
            work.customer, (done_at <= datetime(opened_at, (unixepoch(work.limit_at)
            - unixepoch(started_at)) || ' seconds') || '.000000') IS TRUE AS hit
        FROM work JOIN clock ON (clock."case", clock.round) = (work."case", work.round)
        WHERE step IN ('analyse', 'handle', 'assist', 'determine', 'review_change', 'conclude',
            'explain') AND work.limit_at IS NOT NULL AND done_at IS NOT opened_at AND at <= :now""",
    "K05": """SELECT at, entered_at <= at AS hit, * FROM (SELECT *, datetime(started_at,
            ((unixepoch(limit_at) - unixepoch(started_at)) / 10.0) || ' seconds') || '.000000' AS at
            FROM clock WHERE round = 1) WHERE at <= :now""",
    "K06": """SELECT first_reply_at AS at, (unixepoch(first_reply_at) - unixepoch(started_at))
        / 3600.0 AS value, * FROM clock WHERE first_reply_at IS NOT NULL""",
    "K06-2": """SELECT first_reply_at AS at, COALESCE((SELECT SUM(MIN(ends,
            unixepoch(first_reply_at)) - MAX(begins, unixepoch(started_at))) FROM shift
            WHERE begins < unixepoch(first_reply_at) AND ends > unixepoch(started_at)), 0) / 3600.0
        AS value, * FROM clock WHERE first_reply_at IS NOT NULL""",
    "K07": """SELECT due AS at, (closed_at <= due) IS TRUE AS hit, * FROM (SELECT timed.*,
        COALESCE((SELECT MIN(limit_at) FROM work WHERE "case" = timed.number AND step = 'capa'),
            datetime(received_at, '30 days') || '.000000') AS due FROM timed) WHERE due <= :now""",
    "K07-2": """SELECT due AS at, (customer_closed_at <= due) IS TRUE AS hit, * FROM (SELECT
        timed.*, datetime(received_at, '30 days') || '.000000' AS due FROM timed)
        WHERE due <= :now""",
    "K08": "SELECT received_at AS at, customer_closed_at IS NOT NULL AS hit, * FROM timed",
    "K08-2": "SELECT received_at AS at, closed_at IS NOT NULL AS hit, * FROM timed",
    "K09": """SELECT :now AS at, * FROM feedback
        WHERE state NOT IN ('closed', 'capa', 'internal', 'withdrawn')""",
    "K09-2": """SELECT :now AS at, * FROM timed WHERE verdict = '' AND answered IS NULL
        AND closed_at IS NULL AND limit_at < :now""",
    "K10": REPEATED.format(same="AND e.customer = m.customer"),
    "K10-2": REPEATED.format(same=""),
    "K11": """SELECT day AS at, customer, effect = 'effective' AND NOT EXISTS (SELECT 1 FROM told m
            JOIN told e USING (customer, part, defect) WHERE m.number = v."case"
            AND julianday(date(e.received_at)) - julianday(day) BETWEEN 1 AND 90) AS hit
        FROM verified v""",
    "K12": OUR_DEFECTS + SHIPPED,
    "K12-2": OUR_DEFECTS + FOUND_IN + "('incoming', 'line')" + SHIPPED,
    "K12-3": OUR_DEFECTS + FOUND_IN + "('market')" + SHIPPED,
    "K12-4": OUR_DEFECTS + FOUND_IN + "('market')" + SHIPPED,
    "K13": """SELECT received_at AS at, customer, part, back AS hit, 0 AS "of" FROM said
        JOIN feedback ON number = said."case" """
    + SHIPPED,
    "K13-2": """SELECT DISTINCT received_at AS at, customer, part, 1 AS hit, 0 AS "of", lot, number
        FROM said JOIN feedback ON number = "case"
            WHERE business_type IN ('return', 'exchange', 'repair') AND lot <> ''
        UNION ALL SELECT month || '-01', customer, lower(part), 0, COALESCE(lots, 0), '', "key"
        FROM shipments WHERE shipped IS NOT NULL""",
    "K14": """SELECT confirmed AS at, customer, (SELECT SUM(checked) FROM defect
            WHERE defect.number = formc.number) AS "of", IIF(conclusion = 'no_fault', (SELECT
            SUM(checked) FROM defect WHERE defect.number = formc.number), 0) AS hit
        FROM formc JOIN feedback ON feedback.number = about
        WHERE conclusion NOT IN ('', 'pending') AND confirmed IS NOT NULL""",
    "K14-2": """SELECT confirmed AS at, customer, conclusion = 'no_fault' AS hit
        FROM formc JOIN feedback ON feedback.number = about
        WHERE conclusion NOT IN ('', 'pending') AND confirmed IS NOT NULL""",
    "K15": """SELECT confirmed AS at, customer, (SELECT COUNT(*) FROM workday
            WHERE day > came AND day <= confirmed) <= 3 AS hit
        FROM formc JOIN feedback ON feedback.number = about
        WHERE confirmed IS NOT NULL AND came IS NOT NULL""",
    "K15-2": """SELECT confirmed AS at, customer, (SELECT COUNT(*) FROM workday
            WHERE day > came AND day <= confirmed) AS value
        FROM formc JOIN feedback ON feedback.number = about
        WHERE confirmed IS NOT NULL AND came IS NOT NULL""",
    "K16": """SELECT received_at AS at, defect, part, customer, level, department FROM said
        JOIN feedback ON number = "case" WHERE category = 'quality' AND defect <> ''
        GROUP BY number, defect HAVING line = MIN(line)""",
    "K17": """SELECT confirmed AS at, cost - claimed AS value, * FROM paid
        WHERE cost > 0 OR claimed > 0""",
    "K17-2": """SELECT confirmed AS at, customer, cost - claimed AS hit, 0 AS "of" FROM paid
        WHERE cost > 0 OR claimed > 0 UNION ALL
        SELECT month || '-01', customer, 0, COALESCE(sales, 0) FROM shipments
        WHERE shipped IS NOT NULL""",
    "K18": """SELECT confirmed AS at, claimed AS hit, cost AS "of", customer FROM paid
        WHERE conclusion = 'supplier' AND cost > 0""",
    "K19": """SELECT received_at AS at, level = level_typed AS hit, * FROM feedback
        WHERE business_type <> 'praise'""",
    "K20": f"""SELECT received_at AS at, customer, all_signed AND signed <= due AS hit
        FROM (SELECT *, {END.format(at="noticed", n=1)} AS due
            FROM notice JOIN feedback ON number = "case" WHERE business_type = 'change')
        WHERE all_signed OR due <= :now""",
    "K20-2": """SELECT received_at AS at, customer, (unixepoch(noticed) - unixepoch(received_at))
        / 86400.0 AS value FROM notice JOIN feedback ON number = "case"
        WHERE business_type = 'change'""",
    "K21": f"""SELECT :now AS at, customer, rep, {FILLED} + ((fields ->> 'region' = 'domestic' AND
            COALESCE(fields ->> 'postcode', '') <> '') IS TRUE) AS hit,
            {len(WANTED)} + ((fields ->> 'region' = 'domestic') IS TRUE) AS "of" FROM active""",
    "K21-2": f"""SELECT :now AS at, customer, rep, {FILLED} = {len(WANTED)} AND (fields ->> 'region'
            IS NOT 'domestic' OR COALESCE(fields ->> 'postcode', '') <> '') AS hit FROM active""",
    "K22": """SELECT :now AS at, customer, rep, IIF(strftime('%d', due) = strftime('%d', seen), due,
            date(due, 'start of month', '-1 day')) > date(:now) AS hit
        FROM (SELECT *, date(seen, months || ' months') AS due FROM active)""",
    "K23": f"""SELECT at, customer, filed IS NOT NULL AND filed <= due AS hit FROM (SELECT *,
            {END.format(at="at", n=0)} AS due FROM (SELECT "key" AS customer, IIF(provisional,
            date(opened_at), fields ->> 'first_contact_on') AS at, provisional, (SELECT MIN(seen_at)
            FROM arrivals a WHERE a.number = c."key" AND form = 'customer' AND revision = 0
            AND outcome LIKE 'accepted%') AS filed FROM customers c)
            WHERE at IS NOT NULL AND (provisional OR filed IS NOT NULL))
        WHERE filed IS NOT NULL OR due <= :now""",
    "K23-2": """SELECT limit_at AS at, customer, (done_at <= limit_at) IS TRUE AS hit FROM work
        WHERE step = 'register' AND "values" ->> 'action' = 'new' AND limit_at <= :now""",
    "K24": """SELECT seen_at AS at, department, form, outcome LIKE 'accepted%' AS hit, COALESCE(
            (SELECT person FROM filler WHERE submission = COALESCE(NULLIF(a.number, ''), (SELECT
            number FROM returns r WHERE (r.site, r."key") = (a.site, a."key")))), '') AS person
        FROM arrivals a WHERE first_try = '' AND outcome IN ('accepted', 'accepted_with_warnings',
            'returned', 'unreadable')""",
    "K24-2": """SELECT entered_at AS at, main AS department, channel, filled_by AS person,
            (unixepoch(entered_at) - unixepoch(received_at)) / 3600.0 AS value FROM cases
        WHERE item = 1 AND state <> 'void'""",
    "K25": """SELECT word IN ('satisfied', 'fair') AS hit, * FROM (SELECT customer_closed_at AS at,
            customer, level, (SELECT satisfaction FROM belongs b WHERE b.feedback = c.number
            AND satisfaction <> '' ORDER BY b.number DESC LIMIT 1) AS word FROM complaint c
            WHERE state <> 'withdrawn' AND customer_closed_at IS NOT NULL)
        WHERE word IN ('satisfied', 'fair', 'dissatisfied')""",
    "K25-2": """SELECT customer_closed_at AS at, customer, level, COALESCE((SELECT satisfaction
            FROM belongs b WHERE b.feedback = c.number AND satisfaction <> '' ORDER BY b.number DESC
            LIMIT 1), '') IN ('satisfied', 'fair', 'dissatisfied') AS hit FROM complaint c
        WHERE state <> 'withdrawn' AND customer_closed_at IS NOT NULL""",
    "K26": """SELECT at, department, hit FROM (SELECT (SELECT COALESCE(NULLIF(since, ''),
            date(begun_at)) FROM handovers f WHERE (f.person, f.settings) = (h.person, h.settings)
            ORDER BY "key" LIMIT 1) AS at, (SELECT department FROM handovers f WHERE (f.person,
            f.settings) = (h.person, h.settings) ORDER BY "key" LIMIT 1) AS department,
            MIN((done_at <= limit_at) IS TRUE) AS hit, MAX(IIF(done_at IS NULL, limit_at <=
            :now, done_at > limit_at)) AS missed, MAX(json_array_length(h.customers)) AS whose
        FROM handovers h JOIN work ON work.number LIKE h.number || '-T%'
        GROUP BY h.person, h.settings) WHERE whose > 0 AND (hit OR missed)""",
}
SHARE = """
WITH rows AS MATERIALIZED (SELECT strftime('%Y-%m', at) AS month, {group} AS "group", hit AS hit,
    {of} AS "of" FROM ({cohort}))
SELECT m.month, rows."group", SUM(IIF(rows.month = m.month, hit, 0)), SUM("of"),
    SUM(IIF(rows.month = m.month, hit, 0)) * 1.0 / SUM("of")
FROM month m JOIN rows ON rows.month = m.month
    OR "of" > 0 AND rows.month > m.{back} AND rows.month < m.month GROUP BY 1, 2
"""
ROWS = """
SELECT strftime('%Y-%m', at), {group}, NULL, COUNT(*), {value} FROM ({cohort}) GROUP BY 1, 2
"""
QUANTILE = """
WITH ranked AS (SELECT strftime('%Y-%m', at) AS month, {group} AS "group", value,
    ROW_NUMBER() OVER w - 1 AS place, (COUNT(*) OVER whole - 1) * {q} AS wanted FROM ({cohort})
    WINDOW w AS (PARTITION BY strftime('%Y-%m', at), {group} ORDER BY value),
        whole AS (PARTITION BY strftime('%Y-%m', at), {group}))
SELECT month, "group", NULL, COUNT(*), SUM(value * MAX(0, 1 - ABS(place - wanted)))
FROM ranked GROUP BY 1, 2
"""
MEDIAN, P90 = QUANTILE.replace("{q}", "0.5"), QUANTILE.replace("{q}", "0.9")
RECKONED = {
    "K01": ROWS.replace("{value}", "COUNT(*)"),
    "K09": ROWS.replace("{value}", "COUNT(*)"),
    "K09-2": ROWS.replace("{value}", "COUNT(*)"),
    "K16": ROWS.replace("{value}", "COUNT(*)"),
    "K17": ROWS.replace("{value}", "SUM(value)"),
    "K06": P90,
    "K06-2": P90,
    "K15-2": MEDIAN,
    "K20-2": MEDIAN,
    "K24-2": MEDIAN,
    "K18": SHARE.replace('SUM("of"),', "COUNT(*),", 1).replace("{back}", "before"),
    "K12-3": SHARE.replace("{back}", "three_before"),
    "K12-4": SHARE.replace("{back}", "year_before"),
}

Reckoned = dict[tuple[str, str], tuple[float | None, float, float | None]]


def opened(path: Path) -> sqlite3.Connection:
    """The ledger with the tables that the definitions speak of."""
    db = sqlite3.connect(path)
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    worked = [d for d in days if str(d) in WORKED or (d.weekday() < 5 and str(d) not in OFF)]
    db.execute("CREATE TEMP TABLE workday (day PRIMARY KEY)")
    db.executemany("INSERT INTO workday VALUES (?)", [(str(day),) for day in worked])
    db.executescript(
        """CREATE TEMP TABLE shift AS SELECT unixepoch(day, begin) AS begins,
            unixepoch(day, begin, '4 hours') AS ends
            FROM workday, (SELECT '8 hours' AS begin UNION SELECT '13 hours');
        CREATE INDEX shift_from ON shift (begins);
        CREATE TEMP TABLE month AS SELECT DISTINCT strftime('%Y-%m', day) AS month,
            strftime('%Y-%m', day, 'start of month', '-1 month') AS before,
            strftime('%Y-%m', day, 'start of month', '-3 months') AS three_before,
            strftime('%Y-%m', day, 'start of month', '-12 months') AS year_before FROM workday;"""
    )
    db.executescript(GROUND)
    return db


def reckon(db: sqlite3.Connection, measure: str, group: str, now: datetime) -> Reckoned:
    """(hits, whole, value) of a measure by month and group; group "" takes all together."""
    table, instant = f'"cohort of {measure}"', {"now": f"{now:%Y-%m-%d %H:%M:%S.%f}"}
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} AS {COHORTS[measure]}", instant)
    of = '"of"' if '"of"' in COHORTS[measure] else "1"
    query = RECKONED.get(measure, SHARE).replace("{back}", "before").replace("{of}", of)
    text = query.replace("{group}", f'"{group}"' if group else "''").replace("{cohort}", table)
    rows = db.execute(text)
    return {(month, str(name)): (hits, whole, value) for month, name, hits, whole, value in rows}


def ageing(db: sqlite3.Connection, now: datetime) -> Iterator[tuple[str, int, int]]:
    """(level, bucket, cases) of what is open to the customer, by age in days: K09."""
    yield from db.execute(
        f"""SELECT level, (age > 86400) + (age > 3 * 86400) + (age > 7 * 86400)
            + (age > 15 * 86400) + (age > 30 * 86400), COUNT(*)
        FROM (SELECT *, unixepoch(:now) - unixepoch(received_at) AS age FROM ({COHORTS["K09"]}))
        GROUP BY 1, 2""",
        {"now": f"{now:%Y-%m-%d %H:%M:%S.%f}"},
    )
