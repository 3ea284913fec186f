# ---
# jupyter:
#   plates:
#     title: Reading a production
#     aims:
#       - say whose record a page is, of which day, and under which heading a name stands
#       - find out from the footers which pages are not there
#       - tell what a page shows from what it leaves open
#     minutes:
#       work: 35
#       talk: 10
#       slack: 5
#     prerequisites: nothing; you run cells and put a number or words between quotation marks
#     level: no programming
#     reads:
#       - rows
#       - reports
# ---

# %% [markdown] tags=["instructor"]
# ## For the instructor
#
# | minutes | |
# |---|---|
# | 0 to 5 | sit down; how a cell is run (Shift and Enter), and what "Not yet" means |
# | 5 to 15 | look at the page; the prediction; exercise "section" |
# | 15 to 25 | exercise "below", alone, then compared with a neighbor's count |
# | 25 to 32 | exercise "missing" |
# | 32 to 40 | the sentences |
# | 40 to 50 | talk: the questions at the end |
#
# **What goes wrong.**
# Students take "Received" for "received by the agencies listed"; it is the reporting agency that receives.
# They count lines instead of names, or forget the right-hand column.
# They call a pile complete because it looks thick: nobody reads footers.
# They take a page of a list for a page about what happened.

# %% [markdown]
# You asked an agency for a record, and a file came.
# Records people call what came *a production*.
# Before anybody counts names in it: what is it, whose is it, and is all of it there?

# %% tags=["settings"]
seed = 0  # your own number, if you were given one

# %%
from IPython.display import Image

from helpers.lessons import exercises, wording
from helpers.records.evidence import pictures

# %%
lesson = exercises.of("01", seed)
page = lesson.about
print("Document:", page.doc_id)
print("Page:", page.page)

# %% [markdown]
# ## Look at the page
#
# **Predict, then run.**
# A report of this kind says who may see an agency's data, and whose data the agency may see.
# Before you look: what would you expect at the head of such a page, and at its foot?
# Write three things down.

# %%
path = page.source.document(page.doc_id)
picture = pictures.page_as_read(path, page.page, stand_in=page.source.stand_in, scale=1.1)
Image(picture, alt=f"Page {page.page} of {page.doc_id}: entries, a second heading, and more entries")

# %% [markdown]
# Orange boxes are headings, pink ones the sentence that says what follows, green ones entries.
# Blue words at the edges are ours: they say that this is a stand-in.
#
# ### Under which heading?
#
# Find this name on the page, and go up from it to the nearest heading.

# %%
print(page.name)

# %% tags=["exercise"] exercise="section"
# Write the heading as the page prints it, between quotation marks.
### BEGIN SOLUTION
heading = page.heading
### END SOLUTION

# %% tags=["wrong"] exercise="section"
wrong = [
    (page.above.replace("_", " "), "direction"),
    ("Hot Lists Received", "another kind"),
    ("page 6", "as the page prints it"),
]

# %% [markdown]
# *Shared* and *received* are said from the side of the agency that made the report.
# "Detections Shared" lists who may see its data; "Detections Received" lists whose data it may see.

# %% [markdown]
# ### How many?
#
# Count the entries under the *lower* heading of this page.
# Then let a neighbor count them too.

# %% tags=["exercise"] exercise="below"
### BEGIN SOLUTION
count = int((page.on_page["section"] == page.below).sum())
### END SOLUTION

# %% tags=["wrong"] exercise="below"
wrong = [
    (len(page.on_page), "whole page"),
    (len(page.on_page) - count, "above"),
    (count // 2, "lines"),
    (count + 1, "every green box"),
]

# %% [markdown]
# ## Is all of it there?
#
# This pile is made up for the lesson: the footers of a production that came in an envelope, in the order in which they lay in it.
#
# **Predict, then run.**
# Somebody says: "We have as many sheets as the footer promises, so it is complete."
# What could be wrong with that?

# %%
for number in page.pile:
    print(f"page {number} of {page.last}")

# %% [markdown]
# Which pages are missing?
# Put their numbers between curly brackets, as in `{1, 2}`.

# %% tags=["exercise"] exercise="missing"
### BEGIN SOLUTION
gone = set(range(1, page.last + 1)) - set(page.pile)
### END SOLUTION

# %% tags=["wrong"] exercise="missing"
wrong = [
    (set(page.pile), "in the pile"),
    ({page.twice}, "twice"),
    ({sorted(gone)[0]}, "something is missing"),
    ({*gone, page.last + 1}, "does not belong"),
    (len(gone), "curly brackets"),
]

# %% [markdown] tags=["sentences"] faults=["no use", "pages are missing"]
# You hold the page above and the pile, and nothing else.

# %% [markdown]
# ## To talk about
#
# - The agency says that it sent everything. What would you write back, and what would you quote?
# - A page prints a day. Is it the day of the sharing, of the report, or of the printing? How could you find out?
# - Who could be harmed if you mix up *shared* and *received* in a headline?

# %% [markdown] tags=["marking"]
# | "section", "below", "missing": the check says Right | 1 each |
# | the count was made twice, and a difference was explained | 1 |
# | sentences: the right letters | 2 |
# | a letter of three sentences that asks for the missing pages: the document, the footers, the numbers, no blame | 4 |

# %% [markdown] tags=["instructor"]
# **The talk.** Quote the footers, and ask for the pages by number; do not guess why they are not there.
# The day on the page is the day on which the report was made: a permission may be older, and may be gone the next day.
# Mixed-up directions turn an agency that may look into one that lets others look.
#
# **The handout.** Its pile is the one of this copy; question 1 has these answers.
# Question 2: the heading says who may see whose data on that day, as below, and not that anything was sent, looked at or used.
# Question 3: the document by its day, the footers that came, the missing pages by number; no reason why they are not there.

# %% tags=["instructor"]
from helpers.sharing.maps import style

listed = page.on_page[page.on_page["section"] == page.below]
whose, day = page.report["agency_printed"], style.day(page.report["as_of"])
what = "hot list" if page.below.startswith("hot") else "detections"
print(f"On {day} each", f"may see the {what} of the {whose}" if page.below.endswith("shared") else f"lets the {whose} see its {what}")
print(sorted(gone), "missing;", page.twice, "twice;", len(page.pile), "sheets in the pile;", page.last, "there should be")

# %% tags=["handout"]
pile = " · ".join(f"{number} of {page.last}" for number in page.pile)
names = "\n".join(f"- {name}" for name in listed["agency_printed"].tail(6))
heading = page.heading

# %% [markdown] tags=["handout"]
# **You need** a pencil. Somebody copied the footers of a made-up pile of pages, in the order in which they lay:
#
# > {{pile}}
#
# 1. (5 minutes) Which pages are missing? Does one stand twice? How many sheets are in the pile, and how many should there be?
# 2. (4 minutes) These names are printed on one page of a report of the {{whose}} of {{day}}, under the heading "{{heading}}". (*Shared* means: may see what is this agency's; *received*: lets this agency see its own; a hot list is a list of wanted plates.) Say in one sentence what the heading says of them, and in another what it does not say.
#
# {{names}}
#
# 3. (6 minutes) Write to the agency, in three sentences: what you got, what is missing, what you ask for. Read it to a neighbor, who strikes out every word that blames.
#
# **To talk about.** What else besides pages could be missing from a pile, and what would tell you?
