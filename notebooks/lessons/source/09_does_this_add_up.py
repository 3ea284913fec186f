# ---
# jupyter:
#   plates:
#     title: Does this add up?
#     aims:
#       - say of what a rate is a rate, and compute it from its parts
#       - let a control total catch an error, and say what it cannot tell
#       - compare a whole with its parts, and name the assumption under which one may
#     minutes:
#       work: 35
#       talk: 10
#       slack: 5
#     prerequisites: filtering a table in pandas, sums, a for loop, sets
#     level: a first course in Python
#     reads:
#       - volumes
#       - volume_totals
# ---

# %% [markdown] tags=["instructor"]
# ## For the instructor
#
# | minutes | |
# |---|---|
# | 0 to 5 | sit down, open the notebook, run the first cells |
# | 5 to 15 | the prediction; exercises "total" and "one in" |
# | 15 to 25 | exercises "gap" and "suspects": the second may be done in pairs |
# | 25 to 33 | exercise "rest"; collect the students' numbers, part by part, on the board |
# | 33 to 40 | the sentences |
# | 40 to 50 | talk: the questions at the end |
#
# **What goes wrong.**
# The word Detections means two things in two kinds of report: with the hits, and without them.
# Students divide hits by what is not a hit; with few hits the result looks right, and it is not.
# Rates are subtracted, as if they were counts.
# "Six times as many hits" is written where "a report with six times the rate" was computed.
# A hit is taken for a stolen car, or for a stop. It is two strings that were equal when a plate was logged.

# %% [markdown]
# A vendor's program counts, for the sheriff of Orange County, how many plates were logged, each a scan, and how many of these scans it calls hits.
# A hit is a scan whose plate stood on a hot list when it was logged: two strings are compared.
# It is not a car found, a stop or an arrest.

# %% tags=["settings"]
seed = 0  # your own number, if you were given one

# %%
import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import exercises

# %%
lesson = exercises.of("09", seed)
derived = notebooks.source().derived
volumes = schemas.read("volumes", derived)
report = volumes[volumes["doc_id"] == lesson.about.doc_id].set_index("contributor")["records"]
print(f"Your report: {lesson.about.doc_id}, for {lesson.about.time}")

# %% [markdown]
# ## Two lines
#
# **Predict, then run.**
# A Hit Ratio Report has two lines, `Detections` and `Hits`.
# Before you run the next cell, write down how many hits you expect in a thousand scans.

# %%
report

# %% [markdown]
# ### How many scans?
#
# In this kind of report the two lines are two parts of one whole.
# How many scans does your report count in all?

# %% tags=["exercise"] exercise="total"
### BEGIN SOLUTION
total = int(report.sum())
### END SOLUTION

# %% tags=["wrong"] exercise="total"
wrong = [
    (int(report["Detections"]), "leaves the hits out"),
    (int(report["Hits"]), "hits alone"),
    (int(report["Detections"] - report["Hits"]), "does not hold them"),
    (f"{total:,}", "without quotation marks"),
]

# %% [markdown]
# ### One scan in how many?
#
# Of all scans of your report, one in how many is a hit?
# Round to a whole number.

# %% tags=["exercise"] exercise="one in"
### BEGIN SOLUTION
one_in = round(report.sum() / report["Hits"])
### END SOLUTION

# %% tags=["wrong"] exercise="one in"
wrong = [
    (report["Detections"] / report["Hits"], "belong below"),
    (1000 * report["Hits"] / report.sum(), "in a thousand"),
    (report["Hits"] / report.sum(), "other way round"),
]

# %% [markdown]
# ## A control total
#
# Another report counts the scans of each system of cameras, for 2019 to March 2025, and prints their total.
# `copied` is a **made-up copy** of it: in one line two neighboring digits have changed places, as happens when somebody types.

# %%
copied, printed_total = lesson.about.copy, lesson.about.printed_total
print("printed total:", printed_total)
copied.head(12)

# %% [markdown]
# ### How far off?
#
# By how much does the sum of the copy's lines miss the printed total?
# Give the distance, without a sign.

# %% tags=["exercise"] exercise="gap"
### BEGIN SOLUTION
gap = int(copied["records"].sum()) - printed_total
distance = abs(gap)
### END SOLUTION

# %% tags=["wrong"] exercise="gap"
wrong = [
    (int(copied["records"].sum()), "sum of the lines"),
    (-abs(gap), "without its sign"),
    (0, "distance to the printed total"),
]

# %% [markdown]
# ### Which lines are suspect?
#
# `swaps` gives every number that a count becomes when two of its neighboring digits change places.

# %%
def swaps(count):
    digits = str(count)
    swapped = (digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :] for n in range(len(digits) - 1))
    return {int(one) for one in swapped} - {count}


print(swaps(1234))

# %% [markdown]
# In which lines could a swap explain the gap?
# Give the set of their numbers (column `number`), as in `{1, 2}`; it may be one.

# %% tags=["exercise"] exercise="suspects"
### BEGIN SOLUTION
suspects = {number for number, count in zip(copied["number"], copied["records"]) if count - gap in swaps(count)}
### END SOLUTION

# %% tags=["wrong"] exercise="suspects"
largest = int(copied.loc[copied["records"].idxmax(), "number"])
wrong = [
    (set(copied["number"]), "all lines"),
    (set(copied.loc[copied["number"] == min(suspects), "records"]), "counts of scans"),
    ({*suspects, 23}, "no two neighboring digits"),
    ({*suspects, 99}, "no line of that number"),
]

# %% [markdown]
# ## A whole and its parts
#
# One report spans 2019 to March 2025, and of some of the time in it there is a report of its own.

# %%
whole = volumes[volumes["doc_id"] == "ocsd-2019-2025-hits"].set_index("contributor")["records"]
part = volumes[volumes["doc_id"] == lesson.about.part].set_index("contributor")["records"]
both = pd.DataFrame({"2019 to March 2025": whole, f"your part: {lesson.about.part_time}": part}).T
both.assign(per_thousand=(1000 * both["Hits"] / both.sum(axis=1)).astype(float).round(2))

# %% [markdown]
# ### What must the rest have had?
#
# Take your part away from the whole.
# How many hits in a thousand scans must what is left have had, if both reports count alike?
# Round to two places.

# %% tags=["exercise"] exercise="rest"
### BEGIN SOLUTION
left = whole - part
rest_rate = round(1000 * left["Hits"] / left.sum(), 2)
### END SOLUTION

# %% tags=["wrong"] exercise="rest"
rates = [round(1000 * one["Hits"] / one.sum(), 2) for one in (whole, part)]
wrong = [
    (rates[0] - rates[1], "took one rate away"),
    (rates[0], "still in it"),
    (rates[1], "were to take away"),
    (round(left["Hits"] / left.sum(), 5), "share of one"),
]

# %% [markdown]
# The word *if* carries all of it.
# The long report was made years after the others, and scans may have been deleted in between while hits were kept.

# %% [markdown] tags=["sentences"] faults=["car that was found", "another way of counting", "counts people"]
# You have these reports and nothing else.

# %% [markdown]
# ## To talk about
#
# - Two reports of one program have the same total. What does that show, and what does it not?
# - A table adds up the scans of those agencies that gave scans, and the hits of those that gave hits. Why must one sum not be divided by the other?
# - What would you ask the sheriff for, to learn whether the rate rose or the counting changed?

# %% [markdown] tags=["marking"]
# | "total", "one in", "gap", "suspects", "rest": the check says Right, and the line does what the question asks | 1 each |
# | sentences: the right letters | 2 |
# | a sixth sentence of the student's own that could be printed: what was counted, by whose report, in which time, of what the rate is a rate | 3 |
#
# Take a point off for each: hits as cars, stops or people; "rose" or "fell"; a rate of something not named; no time.

# %% [markdown] tags=["instructor"]
# **The talk.** Equal totals show that one program added alike twice; it may have counted wrong both times.
# The two sums are over different groups of agencies: their quotient is not the rate of any group of agencies.
# A report for each single year, all run on one day in the present program, would decide; with it the rule on how long scans and hits are kept.
# Two of the reports print no year, but the words Last Year and This Year: which years these are follows from the day on which they were made.
# When two digits change places, the gap is a multiple of nine: bookkeepers knew that before there were machines. Does your class find out why?

# %% tags=["instructor"]
print("the gap:", abs(gap), "- nine times", abs(gap) // 9, "- what is left:", abs(gap) % 9)

# %% [markdown] tags=["instructor"]
# **The handout.** One of its totals is made up: two digits have changed places.
# In a spreadsheet question 1 is a column of sums; on paper it is one addition a line. It is the line whose two numbers do not add up to its total; below, with the total that its report prints.
# Question 2: the share of hits in all scans of a line, not in cars or drivers; below, the smallest first.
# Question 3: the share of the last line, and its hits, which are many times those of the three lines that it spans.
# Question 4: both shares with their times, whose reports, and that the reports do not say why they differ.

# %% tags=["instructor"]
import random

pairs = volumes[volumes["doc_id"].str.endswith("-hits")].pivot(index="doc_id", columns="contributor", values="records")
print((pairs["Hits"] / pairs.sum(axis="columns")).sort_values().map("{:.2%}".format).to_string())
shown = schemas.read("volume_totals", derived).set_index("doc_id")["total"].loc[pairs.index].astype(int).to_dict()
made_up = random.Random(f"card {seed}").choice(sorted(shown, key=len))
printed = shown[made_up]
shown[made_up] = max(one for one in swaps(printed) if abs(one - printed) < 1000)
print(f"question 1: {made_up}, {shown[made_up]:,} for {printed:,}")

# %% tags=["handout"]
hits = pairs.loc[sorted(pairs.index, key=len)]  # the long report last
times = {doc_id: doc_id.removeprefix("ocsd-").removesuffix("-hits").replace("-", " to ") for doc_id in hits.index}
lines = "\n".join(f"| {times[one]} | {row['Detections']:,} | {row['Hits']:,} | {shown[one]:,} |" for one, row in hits.iterrows())

# %% [markdown] tags=["handout"]
# **You need** a pencil, or a spreadsheet.
# A sheriff's Hit Ratio Reports count the scans of license plates in two lines that together are the total.
# 2018 and 2019 end on 1 December, 2022 in November, and the last line in March 2025.
# One of the totals is made up: two of its digits have changed places.
#
# | time | Detections | Hits | total |
# |---|---|---|---|
# {{lines}}
#
# 1. (4 minutes) Which total is made up? Say how you know.
# 2. (4 minutes) In which of these times is the share of hits the smallest, and in which the largest? Say of what it is a share.
# 3. (3 minutes) The last line spans the three lines above it. What is strange?
# 4. (4 minutes) Write the sentence on that which you could print. A hit is a plate that stood on a hot list when it was logged, and no more.
#
# **To talk about.** Give two readings of what is strange. What would decide between them?
