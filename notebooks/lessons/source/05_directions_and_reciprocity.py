# ---
# jupyter:
#   plates:
#     title: Directions and reciprocity
#     aims:
#       - say of an entry whose data it is, and who may look
#       - count what runs both ways, and name the whole that a share is a share of
#       - leave two permissions two, where a chain would make a better story
#     minutes:
#       work: 35
#       talk: 10
#       slack: 5
#     prerequisites: lesson 1, or a look at one page of a report; you run cells and put numbers or words in them
#     level: no programming
#     reads:
#       - rows
#       - reports
#       - edges
#       - agencies
# ---

# %% [markdown] tags=["instructor"]
# ## For the instructor
#
# | minutes | |
# |---|---|
# | 0 to 5 | sit down; two students play it: one holds a box, the other has leave to look into it |
# | 5 to 12 | exercise "arrow" |
# | 12 to 25 | the table; exercises "both" and "only_out" |
# | 25 to 32 | exercise "percent": let two students compute it with different wholes, and compare |
# | 32 to 40 | "chain", the two reports side by side, the sentences |
# | 40 to 50 | talk: the questions at the end |
#
# **What goes wrong.**
# Students draw the arrow the way they read the line: from the reporting agency to the name, whatever the heading.
# They take "both ways" for one agreement; it is two settings in two accounts' lists.
# They divide by all lines, or by the other list, and do not say which.
# They follow arrows: A lets B look, B lets C look, so A's plates reach C. No list shows that.

# %% [markdown]
# A sharing report has two lists of detections.
# Under *Detections Shared* stand those who may see the reporting agency's data.
# Under *Detections Received* stand those whose data the reporting agency may see.
# We draw an arrow from the agency whose data it is to the agency that may look.

# %% tags=["settings"]
seed = 0  # your own number, if you were given one

# %%
import pandas as pd
from IPython.display import HTML

from helpers.lessons import exercises, wording
from helpers.records.evidence import pictures
from helpers.sharing import network

# %%
lesson = exercises.of("05", seed)
about = lesson.about
print(f"A report of the {about.whose}, {about.day}")
pd.set_option("display.max_colwidth", 60, "display.width", 160)

# %% [markdown]
# ## One entry, one arrow
#
# **Predict, then run.**
# The next cell shows one entry with its heading.
# Before you run it: what do you need to know besides the name, to say who may look?

# %%
print("The name:", about.name)
print("It stands under:", about.section.replace("_", " ").title())
print("The report was made by:", about.whose)

# %% [markdown]
# ### Who may look?
#
# By this entry, which agency may see the other's detections?
# Write its name in quotation marks, as it is printed above.

# %% tags=["exercise"] exercise="arrow"
### BEGIN SOLUTION
looks = about.whose if about.section == "detections_received" else about.name
### END SOLUTION

# %% tags=["wrong"] exercise="arrow"
wrong = [
    (about.whose if looks == about.name else about.name, "turned the arrow round"),
    ("both", "of its own"),
    ("Detections Shared", "one of the two agencies"),
]

# %%
entry = about.tables.rows[(about.tables.rows["doc_id"] == about.doc_id) & (about.tables.rows["section"] == about.section)]
HTML(pictures.card(entry.loc[entry["agency_printed"] == about.name, "row_id"].iloc[0], about.source))

# %% [markdown]
# ## Both ways
#
# Here are some agencies of this report, with the page on which each stands under either heading.
# An empty cell means that it does not stand there.

# %%
table = about.table
table

# %% [markdown]
# How many of these agencies stand under both headings?

# %% tags=["exercise"] exercise="both"
### BEGIN SOLUTION
out, back = table["under Detections Shared"] != "", table["under Detections Received"] != ""
both = int((out & back).sum())
### END SOLUTION

# %% tags=["wrong"] exercise="both"
wrong = [
    (int(out.sum()), "Detections Shared"),
    (int(back.sum()), "Detections Received"),
    (len(table), "all lines"),
    ("seven", "a number"),
]

# %% [markdown]
# Which agencies may look, and are not listed as letting the reporting agency look back?
# Put the numbers of their lines between curly brackets, as in `{1, 2}`.

# %% tags=["exercise"] exercise="only_out"
### BEGIN SOLUTION
one_way = set(table.index[out & ~back])
### END SOLUTION

# %% tags=["wrong"] exercise="only_out"
wrong = [
    (set(table.index[back & ~out]), "the other way round"),
    (set(table.index[out & back]), "both ways"),
    (set(table.index[out]), "some of them"),
    ({sorted(one_way)[0]}, "something is missing"),
]

# %% [markdown]
# ## A share of what?
#
# **Predict, then run.**
# "Most of them share back." Before you compute: most of whom?
# There are two lists, and so there are two answers.
#
# Of the agencies in this table that stand under *Detections Shared*, what percentage stands under *Detections Received* as well?
# A whole number will do.

# %% tags=["exercise"] exercise="percent"
### BEGIN SOLUTION
percent = round(100 * both / int(out.sum()))
### END SOLUTION

# %% tags=["wrong"] exercise="percent"
wrong = [
    (round(100 * both / len(table)), "all lines"),
    (round(100 * both / int(back.sum())), "another question"),
    (100 - percent, "look back"),
    (both / int(out.sum()), "a percentage"),
]

# %% [markdown]
# This table is a handful of agencies, drawn for the lesson.
# For the whole report the same count is one line.
# It counts matched agencies, each once, not printed entries; `hot_list` is the sharing of lists of wanted plates, which is another permission.

# %%
ways = network.reciprocity(about.tables, about.doc_id)
ways.groupby(["kind", "ways"]).size().unstack(fill_value=0).reindex(columns=network.WAYS, fill_value=0)

# %% [markdown]
# ## No chains
#
# Suppose that a list shows that A may see B's data, and another entry that C may see A's.
# By these lists, do B's plates reach C?
# Write "yes", "no" or "unknown".

# %% tags=["exercise"] exercise="chain"
### BEGIN SOLUTION
reach = "unknown"
### END SOLUTION

# %% tags=["wrong"] exercise="chain"
wrong = [
    ("yes", "make no path"),
    ("no", "rule it out"),
    ("maybe", "three words"),
]

# %% [markdown]
# ## Two reports about one arrow
#
# The sheriff's report of 2020 and Irvine's of the next month speak of each other.
#
# **Predict, then run.**
# If one lists an arrow, must the other list it too? What would it mean if it did not?

# %%
told = network.agreement(about.tables, "ocsd-2020-02-06-sharing", "irvine-2020-03-02-sharing")
told[["kind", "sender", "recipient", "days_apart", "verdict"]]

# %% [markdown] tags=["sentences"] faults=["turns the arrow", "a chain"]
# You hold this report and nothing else.

# %% [markdown]
# ## To talk about
#
# - Two reports were made weeks apart and disagree about one arrow. Is one of them wrong?
# - An agency is listed as letting others look, and says that it owns no reader. Can both be true?
# - Why is "shares with" a poor verb for a headline, and which one would you use?

# %% [markdown] tags=["marking"]
# | "arrow", "both", "only_out", "percent", "chain": the check says Right | 1 each |
# | sentences: the right letters | 2 |
# | one sentence with a share that names its whole, the record and the day | 3 |
#
# "Most agencies share back" has no whole, no record and no day: no points.

# %% [markdown] tags=["instructor"]
# **The talk.** A permission can be switched on or off between two days: a disagreement is a question, not an error.
# A setting needs no camera, so both can be true (Union City, notebook 00).
# "Is listed as allowed to see" says the direction and stops; "shares with" says neither.
#
# **The handout.** Its lines are picked from this copy's table; the counts for questions 2 and 3 stand below.
# Question 1: from the reporting agency to each name of the first column of pages, and from each name of the second to it.
# Question 4: each arrow is a permission between two agencies, and none says that what was seen may be handed on.

# %% tags=["instructor"]
kinds = (out & back, out & ~back, back & ~out)
few = pd.concat([table[kind].head(most) for kind, most in zip(kinds, (3, 3, 2))]).sort_index().reset_index(drop=True)
shared, received = (few.iloc[:, column] != "" for column in (1, 2))
print(f"both ways: {sum(shared & received)}; of {sum(shared)} that may look, {sum(shared & received)} let it look back")
print(f"turned round: of {sum(received)} that let it look, {sum(shared & received)} may look")

# %% tags=["handout"]
picked, listed = len(few), int((about.tables.rows["doc_id"] == about.doc_id).sum())
lines = "\n".join(f"| {number} | {line.iloc[0]} | {line.iloc[1]} | {line.iloc[2]} |" for number, (_, line) in enumerate(few.iterrows(), start=1))
whose, day = about.whose, about.day

# %% [markdown] tags=["handout"]
# **You need** a pencil. A report of the {{whose}} of {{day}} prints these names; a page number says under which heading.
# These {{picked}} are picked from {{listed}} lines for their directions: they say nothing about the whole list.
#
# | | name | Detections Shared: may see the {{whose}}'s data | Detections Received: lets the {{whose}} see its data |
# |---|---|---|---|
# {{lines}}
#
# 1. (4 minutes) Draw the {{whose}} in the middle of a sheet and the names around it. For each page number draw an arrow, from the agency whose data it is to the agency that may look.
# 2. (3 minutes) With how many do arrows run both ways?
# 3. (4 minutes) Of those that may look, what share lets the {{whose}} look back? Turn the question round. Is it the same share?
# 4. (4 minutes) Somebody draws a path along two of your arrows and says: "So the plates get from here to there." Answer in one sentence.
#
# **To talk about.** What would have to be written in a record to make that path true?
