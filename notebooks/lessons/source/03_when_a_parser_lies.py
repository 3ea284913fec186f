# ---
# jupyter:
#   plates:
#     title: When a parser lies
#     aims:
#       - show that the text of a file and the words on its pages can differ
#       - break a table on purpose, and let a control total catch what it can
#       - say what a control total cannot catch, and what would
#     minutes:
#       work: 35
#       talk: 10
#       slack: 5
#     prerequisites: filtering and counting in pandas (str.contains, value_counts)
#     level: a first course in Python
#     reads:
#       - rows
#       - reports
# ---

# %% [markdown] tags=["instructor"]
# ## For the instructor
#
# | minutes | |
# |---|---|
# | 0 to 5 | sit down, run the first cells |
# | 5 to 15 | the prediction; exercises "layer" and "page" |
# | 15 to 22 | exercise "differ"; the picture of a line |
# | 22 to 34 | break it: exercises "caught" and "short" |
# | 34 to 40 | the sentences |
# | 40 to 50 | talk: the questions at the end |
#
# **What goes wrong.**
# Students think that text which can be copied out of a file is what the page prints.
# They take two readings that differ for one right and one wrong; sometimes the second is the wrong one.
# They call a table checked because its totals agree.
# They mend the wrong letter in the table, silently: then nobody can see any more what the file says.

# %% [markdown]
# The Irvine report came as a scan: a picture of each page, and under it words that a machine read.
# Whoever searches the file searches those words.
# What a page prints was transcribed by people who looked at it, and every change has a reason (`data/hand/readings.csv`).

# %% tags=["settings"]
seed = 0  # your own number, if you were given one

# %%
import pandas as pd
from IPython.display import HTML

from helpers.collection import notebooks
from helpers.lessons import exercises, wording
from helpers.records.evidence import pictures

# %%
lesson = exercises.of("03", seed)
about = lesson.about
rows, word = about.rows, about.word
print("Your word:", word)
pd.set_option("display.max_colwidth", 60, "display.width", 160)

# %% [markdown]
# ## What a search finds
#
# `agency_read` is what the text layer says; `agency_printed` is what stands on the page.
#
# **Predict, then run.**
# You are going to search the layer for your word, and then the pages.
# Which finds more, and how would you notice if you had the file alone?

# %%
rows[["page", "agency_read", "agency_printed"]].head(3)

# %% [markdown]
# In how many entries does the *layer* contain your word?
# (`str.contains(word, regex=False)` on the right column.)

# %% tags=["exercise"] exercise="layer"
### BEGIN SOLUTION
in_layer = int(rows["agency_read"].str.contains(word, regex=False).sum())
### END SOLUTION

# %% tags=["wrong"] exercise="layer"
wrong = [
    (int(rows["agency_printed"].str.contains(word, regex=False).sum()), "pages print"),
    (len(rows), "all entries"),
    (len(rows) + 5, "contains the word"),
]

# %% [markdown]
# And in how many do the *pages* print it?

# %% tags=["exercise"] exercise="page"
### BEGIN SOLUTION
printed = int(rows["agency_printed"].str.contains(word, regex=False).sum())
### END SOLUTION

# %% tags=["wrong"] exercise="page"
wrong = [
    (in_layer, "layer says"),
    (len(rows), "all entries"),
    ("CBP", "a number"),
]

# %% [markdown]
# Here is a line that the search of the layer does not find, as a picture.

# %%
hidden = rows[rows["agency_printed"].str.contains(word, regex=False) & ~rows["agency_read"].str.contains(word, regex=False)]
print("the layer says:", hidden["agency_read"].iloc[0])
HTML(pictures.card(hidden["row_id"].iloc[0], about.source))

# %% [markdown]
# ## Read it twice
#
# The pages were read again by a program that sees only the picture.
# Where it says something else than the layer, `second_reading` holds what it says; elsewhere it is empty.

# %%
section = about.section
print("Your section:", section)
rows[rows["second_reading"] != ""][["page", "agency_read", "second_reading"]].head(4)

# %% [markdown]
# In how many entries of your section do the two readings differ?

# %% tags=["exercise"] exercise="differ"
### BEGIN SOLUTION
differing = int(((rows["section"] == section) & (rows["second_reading"] != "")).sum())
### END SOLUTION

# %% tags=["wrong"] exercise="differ"
wrong = [
    (int((rows["second_reading"] != "").sum()), "whole report"),
    (int((rows["section"] == section).sum()) - differing, "agree"),
    (int(((rows["section"] == section) & (rows["agency_read"] != rows["agency_printed"])).sum()), "the layer is wrong"),
]

# %% [markdown]
# ## Break it
#
# A *control total* is a number that was counted in another way, and that a table must add up to.
# The reader counted the entries of each section for itself while it read.

# %%
totals = about.report[["detections_shared", "detections_received", "hot_lists_shared", "hot_lists_received"]]
totals.to_frame("entries")

# %% [markdown]
# `about.copies` holds four copies of the table, A to D.
# Each was damaged once: in one an entry is lost, in one an entry stands twice, in one a letter is another, and in one two names have changed places.
# You are not told which is which.
#
# **Predict, then run.**
# How many of the four will a count by section give away?

# %%
copies = about.copies
copies["A"]["section"].value_counts()

# %% [markdown]
# Which copies does the control total catch?
# Give their letters as a set, as in `{"A", "B"}`.

# %% tags=["exercise"] exercise="caught"
### BEGIN SOLUTION
letters = {letter for letter, copy in copies.items() if any((copy["section"] == one).sum() != total for one, total in totals.items())}
### END SOLUTION

# %% tags=["wrong"] exercise="caught"
wrong = [
    (set(copies) - letters, "do not catch"),
    (set(copies), "does not see everything"),
    ({sorted(letters)[0]}, "something is missing"),
    (letters | {sorted(set(copies) - letters)[0]}, "add up"),
]

# %% [markdown]
# In which section is the lost entry missing?
# Write the section's name in quotation marks.

# %% tags=["exercise"] exercise="short"
### BEGIN SOLUTION
short = next(one for copy in copies.values() for one, total in totals.items() if (copy["section"] == one).sum() < total)
### END SOLUTION

# %% tags=["wrong"] exercise="short"
wrong = [
    ("hot_lists_received", "direction"),
    ("detections_shared", "lost an entry"),
    ("page 3", "as the table has it"),
]

# %% [markdown]
# Now break a copy yourself, so that your neighbor's totals do not see it.
# What else would your neighbor have to compare?

# %%
broken = rows.copy()
broken.loc[0, "agency_printed"] = "Made-up Police Department"
bool((broken["section"].value_counts() == rows["section"].value_counts()).all())

# %% [markdown] tags=["sentences"] faults=["sent", "changes no total", "what a search"]
# You hold the file, its pages, and both readings.

# %% [markdown]
# ## To talk about
#
# - A newsroom searched the file for a name, found nothing, and wrote that the name is not there. What should the correction say?
# - Why does the table keep what the layer said, after somebody decided that it is wrong?
# - Both readings could make the same mistake. What would still find it?

# %% [markdown] tags=["marking"]
# | "layer", "page", "differ", "caught", "short": the check says Right | 1 each |
# | sentences: the right letters | 2 |
# | two sentences on what a control total cannot see, with an example of the student's own | 3 |

# %% tags=["instructor"]
for letter, damage in sorted(about.damage.items()):
    print(f"{letter}: {damage}")

# %% [markdown] tags=["instructor"]
# **The talk.** The correction names the page and says how the name was missed: "a search of the file's text did not find it; page so-and-so prints it".
# What was read is evidence too: it shows why others did not find the name.
# A third reading, a second person, or a source of another kind (the other agency's report) finds what two readings share.
#
# **The handout.** Question 1: the second list is one short. What it lacks, and what question 2 finds, stands below.
# Question 3: the search fails for every name that the file's text misspells, and for no other.
# Question 4: any letter will do; the count stays the same, so the neighbor has to lay the lists side by side, name by name.

# %% tags=["instructor"]
beside = hidden.iloc[0][["page", "section", "column"]]
part = rows[(rows[beside.index] == beside).all(axis="columns")]
start = max(0, min(part.index.get_loc(hidden.index[0]) - 4, len(part) - 10))
listed = part.iloc[start : start + 10]
misread = listed[listed["agency_read"] != listed["agency_printed"]]
left_out = listed.index.difference(misread.index)[-4]
print("missing in the second list:", listed.loc[left_out, "agency_printed"])
for row in misread.itertuples():
    print(f"the file's text says {row.agency_read}, the page {row.agency_printed}")

# %% tags=["handout"]
layer = "\n".join(f"| {number} | {name} |" for number, name in enumerate(listed["agency_read"], start=1))
page = "\n".join(f"- {name}" for name in listed["agency_printed"].drop(left_out).sort_values(key=lambda name: name.str[-1:]))

# %% [markdown] tags=["handout"]
# **You need** a pencil, and a sheet to cover one list.
#
# This is what the text of a file says, line by line:
#
# | | the file's text |
# |---|---|
# {{layer}}
#
# And these names somebody copied from the page itself, in no order; the copy has a mistake of its own:
#
# {{page}}
#
# 1. (3 minutes) Count both lists. Is one short? Which name is missing from it?
# 2. (5 minutes) Check off every name that is in both, character by character. Which is not the same, and which characters differ?
# 3. (4 minutes) Somebody searches the file's text for a name as the page prints it. For which names does the search fail?
# 4. (3 minutes) Change one thing in the second list so that the count stays the same. Give it to a neighbor. How long does it take to find?
#
# **To talk about.** Which mistakes does counting find, and which only reading?
