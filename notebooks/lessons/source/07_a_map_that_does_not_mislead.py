# ---
# jupyter:
#   plates:
#     title: A map that does not mislead
#     aims:
#       - say what a map leaves out, and how many entries that is
#       - tell a dot from an agency, an empty state from a state without entries, and a line from traffic
#       - write the words below a map so that it can be printed alone
#     minutes:
#       work: 35
#       talk: 10
#       slack: 5
#     prerequisites: filtering a table in pandas, len, sets
#     level: a first course in Python
#     reads:
#       - map_sheriff
#       - map_irvine
# ---

# %% [markdown] tags=["instructor"]
# ## For the instructor
#
# | minutes | |
# |---|---|
# | 0 to 5 | sit down, open the notebook, run the first cells |
# | 5 to 12 | the quick map: what does it say? write the class's answers on the board, unchanged |
# | 12 to 20 | exercises "absent" and "spots"; strike out on the board what no longer holds |
# | 20 to 32 | exercises "empty" and "outside" |
# | 32 to 40 | the sentences |
# | 40 to 50 | talk: the questions at the end |
#
# **What goes wrong.**
# A picture is believed: students read an empty state as "none there", and the thick place on the coast as "most of the sharing".
# They take a dot for an address. It is the middle of a place, or of a county.
# Some drop the unsure names, because they cannot be drawn; then the map has no way to say how many it lacks.
# Others put such a name where the best known town of that name lies, and the map becomes a statement about that town.

# %% [markdown]
# A report lists accounts; a map puts the agencies that they stand for on the ground.
# On the way some are lost.
# A paper will print the picture without the article around it.

# %% tags=["settings"]
seed = 0  # your own number, if you were given one

# %%
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Image

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import exercises
from helpers.sharing.maps import style

# %%
lesson = exercises.of("07", seed)
source = notebooks.source()
table = schemas.read(f"map_{lesson.about.map}", source.derived)
release, shown_as = lesson.about.release, lesson.about.shown_as
print(f"Your list: {lesson.about.whose}, {lesson.about.day}. An agency on it {lesson.about.means}.")
pd.set_option("display.max_colwidth", 60, "display.width", 160)

# %% [markdown]
# ## A quick map
#
# `entries` holds your list, an entry a line.
#
# **Predict, then run.**
# The second cell draws every entry that has a point.
# Before you run it, write down two sentences that you expect such a map to show.

# %%
entries = table[(table["release"] == release) & (table["shown_as"] == shown_as)]
entries = entries.fillna({"absent": "", "state": "", "place": "", "county": ""})
entries[["name", "group", "state", "precision", "absent"]].head(8)

# %%
quick, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
entries.astype({"lat": float, "lon": float}).plot.scatter("lon", "lat", s=10, ax=axes)
plt.close(quick)
Image(style.png(quick), alt="Dots without a ground, a title, a date or a legend; many lie along the left edge")

# %% [markdown]
# The picture has no date, no source and no word about what a dot is.
# It also lacks something that you cannot see.

# %% [markdown]
# ### What is missing?
#
# How many entries of your list have *no* dot?
# Column `absent` says why one has none; for an entry that has a dot it is empty.

# %% tags=["exercise"] exercise="absent"
### BEGIN SOLUTION
without_dot = int((entries["absent"] != "").sum())
### END SOLUTION

# %% tags=["wrong"] exercise="absent"
wrong = [
    (int((entries["absent"] == "").sum()), "have a dot"),
    (int((entries["group"] == "unsure").sum()), "one reason alone"),
    (len(entries), "whole list"),
    (int((table["absent"].fillna("") != "").sum()), "all lists"),
]

# %% [markdown]
# ### How many dots can be seen?
#
# Two agencies of one town have the same point.
# On how many different spots do the dots of your list lie?
# A spot is a pair of `lat` and `lon`.

# %% tags=["exercise"] exercise="spots"
### BEGIN SOLUTION
dots = entries[entries["absent"] == ""]
spots = len(set(zip(dots["lat"], dots["lon"])))
### END SOLUTION

# %% tags=["wrong"] exercise="spots"
wrong = [
    (len(dots), "on top of others"),
    (spots + 1, "missing point"),
    (set(zip(dots["lat"], dots["lon"])), "a number is asked for"),
]

# %% [markdown]
# ## Where the map is empty
#
# The collection draws your list with its ground, its day, and a line for each permission; the agency's other lists stand beside it.

# %%
Image(source.derived / "maps" / f"{lesson.about.map}.png", alt="The static map of your agency's reports; the table holds the same")

# %% [markdown]
# ### Which states only look empty?
#
# An entry of the group `other` is matched to an agency outside the reporting agency's own state.
# Which of these states have an entry on your list, and no dot at all on the map?
# Give the set of their two letters, as in `{"AK", "HI"}`.

# %% tags=["exercise"] exercise="empty"
### BEGIN SOLUTION
other = entries[entries["group"] == "other"]
empty_states = set(other["state"]) - set(other.loc[other["absent"] == "", "state"])
### END SOLUTION

# %% tags=["wrong"] exercise="empty"
wrong = [
    (set(other["state"]), "all other states"),
    (set(other.loc[other["absent"] == "", "state"]), "that have dots"),
    (empty_states | {"AK"}, "no resolved entry"),
    (sorted(empty_states)[0], "in curly brackets"),
]

# %% [markdown]
# ### Outside: at least, and at most
#
# How many entries of your list lie in other states, federal offices aside?
# An entry of the group `unsure` may lie anywhere.
# Give the low number and the high number together, as in `{1, 2}`.

# %% tags=["exercise"] exercise="outside"
### BEGIN SOLUTION
unsure = entries[entries["group"] == "unsure"]
low_and_high = {len(other), len(other) + len(unsure)}
### END SOLUTION

# %% tags=["wrong"] exercise="outside"
drawn = int((other["absent"] == "").sum())
wrong = [
    ({len(other)}, "low number alone"),
    ({len(other) + len(unsure)}, "high number alone"),
    ({drawn, drawn + len(unsure)}, "you counted dots"),
    ({len(other), 0}, "does not belong"),
]

# %% [markdown] tags=["sentences"] faults=["moved", "empty state", "some have no dot"]
# Each is meant to stand below the map of your list.

# %% [markdown]
# ## To talk about
#
# - Look again at the two sentences that you wrote before the quick map. Which of them still stands?
# - A colleague colors each state by its number of entries. What would that map show that is true of almost any map of people?
# - Where does an unresolved name belong: on the map, beside it, or nowhere?

# %% [markdown] tags=["marking"]
# | "absent", "spots", "empty", "outside": the check says Right, and the line does what the question asks | 1 each |
# | sentences: the right letters | 2 |
# | the student's own words below the map: whose record and day; what a dot and a line mean; how many entries are missing, and where they can be read | 4 |
#
# Take a point off for each: a line as traffic; "all"; an empty state as an answer; a dot as an address; no day.

# %% [markdown] tags=["instructor"]
# **The talk.** Large states have many agencies, and a count by state draws where people live.
# An unresolved name belongs beside the map, by name, with the number of names like it, so that readers can look for their own town.
# The numbers of this copy's list: with a dot, on how many spots, and without.

# %% tags=["instructor"]
print(len(dots), "with a dot, on", len(set(zip(dots["lat"], dots["lon"]))), "spots;", len(entries) - len(dots), "without")

# %% [markdown] tags=["instructor"]
# **The handout.** Its entries are of three kinds: a place is known, a state and no place, nothing.
# Question 1: those of the second and the third kind have no dot; how many they are, stands below.
# Question 2: each state that stands without a place in one line, and with a place in none; below as well.
# Question 4: whose report, of which day, that a dot is a place and no address, how many entries have none and why.
# The sharpest question is the third: a dot in the middle of a state is a lie for a reader who lives there, unless it is drawn as something else.

# %% tags=["instructor"]
placed = entries[entries["precision"] == "place"]
placed = placed.iloc[seed % 10 :: len(placed) // 4].head(4)
stated = entries[entries["precision"] == "state"].sort_values("state", key=lambda state: ~state.isin(empty_states), kind="stable").head(3)
unresolved = entries[entries["group"] == "unsure"].head(3)
print("question 1:", len(stated) + len(unresolved), "of", len(placed) + len(stated) + len(unresolved), "have no dot")
print("question 2:", *sorted(set(stated["state"]) - set(placed["state"])))

# %% tags=["handout"]
entry_lines = [f"{row.name} | {row.place}, {row.state}" for row in placed.itertuples(index=False)]
entry_lines += [f"{row.name} | {row.state}" for row in stated.itertuples(index=False)]
entry_lines += [f"{name} | not known" for name in unresolved["name"]]
lines = "\n".join(f"| {line} |" for line in sorted(entry_lines, key=str.casefold))
whose, day = lesson.about.whose, lesson.about.day

# %% [markdown] tags=["handout"]
# **You need** a pencil, an atlas, and an outline of the states, or room to sketch one.
# These entries are printed in a report of the {{whose}} of {{day}}.
#
# | listed as | what is known of where it is |
# |---|---|
# {{lines}}
#
# 1. (4 minutes) Draw a dot for each entry that you can place. How many have none?
# 2. (3 minutes) Which states look empty on your sketch, and are not?
# 3. (3 minutes) A neighbor puts a dot in the middle of the state where only the state is known. What would a reader who lives there think?
# 4. (5 minutes) Write the words below your map, so that it can be printed alone: whose record, which day, what a dot is, what is missing.
#
# **To talk about.** Would the picture be better without the entries that have no place?
