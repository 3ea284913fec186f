# ---
# jupyter:
#   plates:
#     title: Names are not identities
#     aims:
#       - tell a printed name from the agency that it stands for
#       - say what ties a name to an agency, and leave the rest unresolved
#       - write a sentence about a name that holds if the name turns out to be another agency's
#     minutes:
#       work: 35
#       talk: 10
#       slack: 5
#     prerequisites: filtering a table in pandas, len, sets
#     level: a first course in Python
#     reads:
#       - rows
#       - spellings
#       - agencies
# ---

# %% [markdown] tags=["instructor"]
# ## For the instructor
#
# | minutes | |
# |---|---|
# | 0 to 5 | sit down, open the notebook, run the first two cells |
# | 5 to 15 | the prediction; exercises "entries" and "ids" |
# | 15 to 25 | exercise "states"; stop when the first three have it, and ask who expected so many |
# | 25 to 40 | exercise "unsure" and the sentences |
# | 40 to 50 | talk: the questions at the end |
#
# **What goes wrong.**
# Students fold the two names into one because the state in parentheses looks like decoration.
# Some take the state of the entry with "(CA)" over to the other: it is the same town's name, so it must be the same town.
# Others drop the unsure name, since nothing can be said of it; then their counts are too low, and nobody sees by how much.
# A few search with `str.contains` for a bare town, which finds Bellflower for Bell.

# %% [markdown]
# Three reports print the names of agencies.
# In two of them, no state stands beside a name, unless it is part of the name.
# A newspaper wants to know: is *our* police department on the list?

# %% tags=["settings"]
seed = 0  # your own number, if you were given one

# %%
import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import exercises, wording
from helpers.sharing import unresolved

# %%
lesson = exercises.of("04", seed)
derived = notebooks.source().derived
rows, spellings = schemas.read("rows", derived), schemas.read("spellings", derived)
words = lesson.about.words
print("Your name:", words)
pd.set_option("display.max_colwidth", 60, "display.width", 160)

# %% [markdown]
# ## Look
#
# **Predict, then run.**
# The next cell lists every entry whose name begins with your words.
# Before you run it, write down: how many different names will you see, and how many agencies are they?

# %%
entries = rows[rows["agency_printed"].str.startswith(words)]
entries[["doc_id", "printed_page", "section", "agency_printed"]].reset_index(drop=True)

# %% [markdown]
# ### How many entries?
#
# How many entries print your name, with a state in parentheses or without, in all three reports together?

# %% tags=["exercise"] exercise="entries"
### BEGIN SOLUTION
count = len(entries)
### END SOLUTION

# %% tags=["wrong"] exercise="entries"
wrong = [
    (len(rows[rows["agency_printed"] == words]), "without a state"),
    (entries["agency_printed"].nunique(), "different names"),
    (entries["doc_id"].nunique(), "reports"),
    ("8", "number"),
    (len(rows), "both ways"),
]

# %% [markdown]
# ## Which agencies?
#
# The collection gives every printed name an id (`agency_id`), and says on what grounds (`basis`).
# An unresolved name keeps an id of its own, which begins with `unsure-`, so that no entry is lost.
#
# Which ids do your entries belong to?
# Give a set of them, as in `{"one-id", "another-id"}`.

# %% tags=["exercise"] exercise="ids"
### BEGIN SOLUTION
ours = spellings[spellings["agency_printed"].isin(entries["agency_printed"])]
ids = set(ours["agency_id"])
### END SOLUTION

# %% tags=["wrong"] exercise="ids"
wrong = [
    (set(entries["agency_printed"]), "printed names"),
    ({one for one in ids if not one.startswith("unsure-")}, "unsure-"),
    ({one for one in ids if one.startswith("unsure-")}, "alone"),
    ({"tx-dallas-police"}, "tx-dallas-police"),
]

# %% [markdown]
# ## What could it mean?
#
# Suppose that somebody writes: "It says so right there, that is the one in our state."
# In which states is there a place of that name?
# `unresolved.states` looks your words up in a table of places; try it, then give the set.

# %% tags=["exercise"] exercise="states"
### BEGIN SOLUTION
states = set(unresolved.states(words))
### END SOLUTION

# %% tags=["wrong"] exercise="states"
wrong = [
    ({lesson.about.with_state[-3:-1]}, "other name"),
    (states - {sorted(states)[-1]}, "missing"),
    (states | {"AK"}, "does not belong"),
]

# %% [markdown]
# A place is not a police department, and a table of places lacks the smallest.
# So the list shows that the name leaves something open; it does not show what.

# %% [markdown]
# ## What the doubt costs
#
# **Predict, then run.**
# Here is one section of one report.
# What share of its names do you expect to be unsure: a tenth, a third, most of them?

# %%
doc_id, section = lesson.about.doc_id, lesson.about.section
listed = rows[(rows["doc_id"] == doc_id) & (rows["section"] == section)]
print(f"{doc_id}, {section}: {len(listed)} entries")
listed["agency_printed"].head(8).to_list()

# %% [markdown]
# How many *entries* of this section have a name whose basis is `unsure`?
# (In `spellings` a line is one way of printing one name in one report.)

# %% tags=["exercise"] exercise="unsure"
### BEGIN SOLUTION
unsure = spellings[(spellings["doc_id"] == doc_id) & (spellings["basis"] == "unsure")]
unsure_entries = int(listed["agency_printed"].isin(unsure["agency_printed"]).sum())
### END SOLUTION

# %% tags=["wrong"] exercise="unsure"
wrong = [
    (int(rows[rows["doc_id"] == doc_id]["agency_printed"].isin(unsure["agency_printed"]).sum()), "whole report"),
    (len(listed) - unsure_entries, "matched name"),
    (len(unsure), "lines of `spellings`"),
    (len(unsure) + 1000, "basis unsure"),
]

# %% [markdown] tags=["sentences"] faults=["sent", "a state"]
# You have the reports and nothing else.

# %% [markdown]
# ## To talk about
#
# - The town's spokesperson says: "That is not us." What in these records could show that they are right? What could not?
# - A colleague matches names by how alike they look, and gets nearly all of them right. Which names does that method get wrong, and who pays for it?
# - How would you show an unsure name on a map of states?

# %% [markdown] tags=["marking"]
# | "entries", "ids", "states", "unsure": the check says Right, and the line does what the question asks | 1 each |
# | sentences: the right letters | 2 |
# | a sixth sentence of the student's own that could be printed: a name in quotation marks, a day, whose record, and what it leaves open | 4 |
#
# Take a point off for each: a state that the entry does not print; "shares", "sent", "gave"; a count of agencies that is a count of names; no day.

# %% [markdown] tags=["instructor"]
# **The talk.** An agency's own account of its settings could show which account is its; a table of places could not.
# Likeness errs on the names that are alike, which are those of different towns; the town that is named pays.
# An unsure name belongs beside the map, in a list, with the number of the entries that are left out.
#
# **The handout.** Question 1: the lines with a state behind the name.
# Question 2 has no complete answer without a table of places, which is its point; ours stands below, without the smallest places.
# Question 3: the lines named below differ by the state alone and could be the same agency; nothing that is printed there says that they are.
# Question 4: at least as many as print your state; at most those and every line without a state that could be there.

# %% tags=["instructor"]
import random

with_state = rows["agency_printed"][rows["agency_printed"].str.contains(r" \([A-Z]{2}\)$")]
chosen = [*sorted(set(entries["agency_printed"])), *sorted(set(with_state))[seed : seed + 4]]
open_names = spellings.loc[(spellings["basis"] == "unsure") & ~spellings["agency_printed"].str.startswith("Inactive"), "agency_printed"]
chosen += sorted(set(open_names))[seed + 20 : seed + 26]
random.Random(seed).shuffle(chosen)
on_handout = list(dict.fromkeys(chosen))
bare = [name for name in on_handout if name not in set(with_state)]
for name in bare:
    print(f"{name}: {', '.join(sorted(unresolved.states(name))) or 'no place of that name in our table'}")
print("could be the same:", *(f"{name} and {other}" for name in bare for other in on_handout if other.startswith(f"{name} (")), sep="\n  ")

# %% tags=["handout"]
lines = "\n".join(f"- {name}" for name in on_handout)

# %% [markdown] tags=["handout"]
# **You need** a pencil, and these lines, which three reports print as the names of accounts: two of the Orange County sheriff, of 6 February 2020 and 11 March 2025, and one of Irvine's police of 2 March 2020.
#
# {{lines}}
#
# 1. (3 minutes) Underline every state that is printed.
# 2. (4 minutes) Write beside each line without one the states that you can think of. Take an atlas if there is one.
# 3. (4 minutes) Which of these lines could be the same agency? Which of them *are*, by what is printed here?
# 4. (4 minutes) A paper wants to print how many agencies of your own state stand here. Write the sentence with "at least" and "at most".
#
# **To talk about.** Who is harmed if the sentence is wrong: the paper, the reader, or the town?
