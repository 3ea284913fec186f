# ---
# jupyter:
#   plates:
#     title: What changed between two releases
#     aims:
#       - compare two lists by what they print, and say why that overstates change
#       - compare the same lists by agency, and give a lower and an upper bound where something is unresolved
#       - say that an account is no longer listed without saying who did it, when, or why
#     minutes:
#       work: 35
#       talk: 10
#       slack: 5
#     prerequisites: filtering a table in pandas, sets and their difference
#     level: a first course in Python
#     reads:
#       - rows
#       - changes
# ---

# %% [markdown] tags=["instructor"]
# ## For the instructor
#
# | minutes | |
# |---|---|
# | 0 to 5 | sit down, open the notebook, run the first cells |
# | 5 to 15 | the prediction; exercise "gone"; collect the students' numbers on the board |
# | 15 to 25 | exercises "still" and "dropped"; put the second number beside the first |
# | 25 to 32 | exercise "bounds" |
# | 32 to 40 | the sentences |
# | 40 to 50 | talk: the questions at the end |
#
# **What goes wrong.**
# Students take a printed name for an agency, and a difference of two texts for an event.
# The word Inactive in front of a name is read as "gone": the account is on the later list, and the list says something about it.
# Some compare with the whole later report; a name that moved from one section to another then counts as kept, though the permission runs the other way.
# On some pages one of the names is the sheriff's own other account: it belongs to the answers here, and not to a count of *other* agencies.
# Many want one number. Where nobody has established whether two names are one account, there are two.

# %% [markdown]
# One sheriff released two reports of the same kind, five years apart.
# Each lists accounts that may see the sheriff's data, and accounts whose data the sheriff may see.
# An editor asks: who is gone?

# %% tags=["settings"]
seed = 0  # your own number, if you were given one

# %%
import pandas as pd
from IPython.display import HTML

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import exercises
from helpers.records.evidence import pictures

# %%
lesson = exercises.of("06", seed)
source = notebooks.source()
rows, changes = schemas.read("rows", source.derived), schemas.read("changes", source.derived)
before, after, section, page = lesson.about.before, lesson.about.after, lesson.about.section, lesson.about.page
print(f"Your page: page {page} of {before}, section {section} (an account there {lesson.about.means})")
pd.set_option("display.max_colwidth", 60, "display.width", 160)

# %% [markdown]
# ## Two lists of names
#
# `mine` holds the entries of your page and section in the earlier report, `later` the same section of the later report, whole.
#
# **Predict, then run.**
# Before you run the next cell, write down which share of your page's names you expect to find in the later list, five years on.

# %%
mine = rows[(rows["doc_id"] == before) & (rows["section"] == section) & (rows["page"] == page)]
later = rows[(rows["doc_id"] == after) & (rows["section"] == section)]
print(len(mine), "entries on your page,", len(later), "in the later list")
mine["agency_printed"].head(12).to_list()

# %% [markdown]
# ### Which names are gone?
#
# How many different names of your page does the same section of the later report *not* print, letter for letter?

# %% tags=["exercise"] exercise="gone"
### BEGIN SOLUTION
gone = set(mine["agency_printed"]) - set(later["agency_printed"])
names_gone = len(gone)
### END SOLUTION

# %% tags=["wrong"] exercise="gone"
everywhere = rows[rows["doc_id"] == before]
wrong = [
    (len(set(mine["agency_printed"]) & set(later["agency_printed"])), "still prints"),
    (mine["agency_printed"].nunique(), "all names of the page"),
    (len(set(later["agency_printed"]) - set(mine["agency_printed"])), "other way round"),
    (len(set(everywhere.loc[everywhere["section"] == section, "agency_printed"]) - set(later["agency_printed"])), "whole section"),
    (gone, "a number is asked for"),
]

# %% [markdown]
# ## The same lists, agency by agency
#
# The table `changes` compares agencies, not texts: a line for each agency of a section.
# Its `status` says `kept`, `renamed`, `inactive` (still listed, every account marked Inactive), `dropped` or `added`.
# `compared` holds the lines of your page.

# %%
of_section = changes[changes["section"] == section]
compared = of_section[of_section["rows_before"].str.contains(f"-p{page:02}-", na=False)]
compared[["name_before", "name_after", "status", "how"]].head(4).reset_index(drop=True)

# %% [markdown]
# ### Which are not gone at all?
#
# Some names that you counted as gone belong to agencies that are still listed.
# Give the set of these names, as *your page* prints them.

# %% tags=["exercise"] exercise="still"
### BEGIN SOLUTION
listed_still = compared[compared["status"] != "dropped"]
still_listed = set(listed_still["name_before"]) - set(later["agency_printed"])
### END SOLUTION

# %% tags=["wrong"] exercise="still"
wrong = [
    (gone, "all names that the later list lacks"),
    (set(listed_still.loc[~listed_still["name_before"].isin(later["agency_printed"]), "name_after"]), "those of your page"),
    (set(listed_still["name_before"]), "that very name"),
    (still_listed | {"Dallas"}, "your page does not print it"),
    (sorted(still_listed)[0], "in curly brackets"),
]

# %% [markdown]
# Look at one of them: the line of the earlier report, then that of the later one.

# %%
HTML(pictures.card(lesson.about.row_before, source))

# %%
HTML(pictures.card(lesson.about.row_after, source))

# %% [markdown]
# ### How many agencies are no longer listed?
#
# Count the agencies of your page that are `dropped`.
# Then put your number beside the first one.

# %% tags=["exercise"] exercise="dropped"
### BEGIN SOLUTION
agencies_gone = int((compared["status"] == "dropped").sum())
### END SOLUTION

# %% tags=["wrong"] exercise="dropped"
wrong = [
    (len(gone), "under another name"),
    (int((of_section["status"] == "dropped").sum()), "whole section"),
    (int((compared["status"] != "dropped").sum()), "still listed"),
]

# %% [markdown]
# ## What is unresolved
#
# A name of the earlier list and another of the later one may be one account, and no record says so.
# For such a line `could_be` names the other agency.

# %%
of_section[of_section["could_be"].fillna("") != ""][["name_before", "name_after", "status", "could_be"]].reset_index(drop=True)

# %% [markdown]
# ### At least, and at most
#
# How many agencies of your whole *section* are no longer listed?
# Give the low number and the high number together, as in `{1, 2}`: a dropped line that could be an added one counts in the high number alone.

# %% tags=["exercise"] exercise="bounds"
### BEGIN SOLUTION
dropped = of_section[of_section["status"] == "dropped"]
low_and_high = {len(dropped), int((dropped["could_be"].fillna("") == "").sum())}
### END SOLUTION

# %% tags=["wrong"] exercise="bounds"
of_page = compared[compared["status"] == "dropped"]
wrong = [
    ({len(dropped)}, "high number alone"),
    ({len(of_page), int((of_page["could_be"].fillna("") == "").sum())}, "for your page"),
    ({len(dropped), 3}, "does not belong"),
    (len(dropped), "in curly brackets"),
]

# %% [markdown] tags=["sentences"] faults=["who acted", "printed names", "another name"]
# You have the two reports and nothing else.

# %% [markdown]
# ## To talk about
#
# - In 2023 the state's attorney general advised police not to share with other states and with federal offices. Why does that not tell why *this* account is no longer listed?
# - You have the lists of two days. What would you ask the sheriff for, to learn when an account came or left?
# - A paper wants a chart of "agencies that left". Which number goes on it, and what stands below it?

# %% [markdown] tags=["marking"]
# | "gone", "still", "dropped", "bounds": the check says Right, and the line does what the question asks | 1 each |
# | sentences: the right letters | 2 |
# | a sixth sentence of the student's own that could be printed: both days, whose reports, a number with its bounds or the word about | 4 |
#
# Take a point off for each: a verb for somebody's act ("removed", "cut off", "quit"); a cause; one day where there are two; names called agencies.

# %% [markdown] tags=["instructor"]
# **The talk.** That the advice came in between fits a shorter list, and so do an account that was closed, a new name, and a vendor's tidying.
# A request for the log of changes to the sharing settings, or for a report of each year, would tell.
# The chart shows both numbers, or the low one with "at least"; below it stand both days and what was taken for one agency.
#
# **The handout.** Its lists are cut from the two reports: a name with a state behind it, or with the word Inactive, is the point of question 2.
# Its pairs stand below; for any other a reason is wanted, and a likeness is none.
# Questions 1 and 3: the counts stand below, too; either list gets shorter by as many names as there are pairs.
# To question 4: the list of 2020 is longer than what is cut from it here, so a sentence about all of it cannot be written from the handout.

# %% tags=["instructor"]
pairs = compared[(compared["status"] != "dropped") & ~compared["name_before"].isin(later["agency_printed"])]
print("\n".join(f"{one.name_before} → {one.name_after}" for one in pairs.itertuples()))
kept = compared[(compared["status"] != "dropped") & compared["name_before"].isin(later["agency_printed"])].head(4)
anywhere = rows.loc[rows["doc_id"] == after, "agency_printed"]
lost = compared[(compared["status"] == "dropped") & ~compared["name_before"].isin(anywhere)].head(5)
came = of_section[of_section["status"] == "added"].iloc[seed % 20 :].head(3)
old, new = [*kept["name_before"], *pairs["name_before"], *lost["name_before"]], [*kept["name_after"], *pairs["name_after"], *came["name_after"]]
for question, struck in (1, len(kept)), (3, len(kept) + len(pairs)):
    print(f"question {question}: {len(old) - struck} left of the first list, {len(new) - struck} of the second")

# %% tags=["handout"]
from itertools import zip_longest

heading = lesson.about.section.replace("_", " ").title()
beside = zip_longest(*(sorted(names, key=str.casefold) for names in (old, new)), fillvalue="")
lines = "\n".join(f"| {one} | {other} |" for one, other in beside)

# %% [markdown] tags=["handout"]
# **You need** a pencil of two colors, and these names, each list by itself in order, cut from two reports of the Orange County sheriff, under the heading "{{heading}}".
# A name of the first cut that is not in the second stands nowhere in the whole report of 2025, so spelled.
#
# | on 6 February 2020 | on 11 March 2025 |
# |---|---|
# {{lines}}
#
# 1. (3 minutes) Cross out in one color every name that is in both lists, character for character. Count what is left of each list.
# 2. (5 minutes) Strike out in the other color what you take for the same agency, printed otherwise. Beside each pair write what makes you sure.
# 3. (3 minutes) Count again. How far apart are the two counts?
# 4. (4 minutes) Write one sentence on a name that is in the first list alone. It must still be true if the agency asked to be taken off, if it was shut out, and if it has a new name.
#
# **To talk about.** "Nobody left": could the two lists show that?
