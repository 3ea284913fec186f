# ---
# jupyter:
#   plates:
#     title: Checking a published statement
#     aims:
#       - find in a statement the number, the words that hold it back, and who says it
#       - tell evidence that bears a statement out from evidence that limits it
#       - tell what a record could decide from what somebody argues
#       - write the sentence that the evidence carries
#     minutes:
#       work: 35
#       talk: 10
#       slack: 5
#     prerequisites: reading a news article; running a cell
#     level: no programming
#     handout_from: Copied from the collection's ledger, which tells statement and evidence in its own words.
#     reads:
#       - findings
#       - versions
#       - verdicts
# ---

# %% [markdown] tags=["instructor"]
# ## For the instructor
#
# | minutes | |
# |---|---|
# | 0 to 5 | sit down, open the notebook, run the first cells |
# | 5 to 12 | exercises "number" and "rule": let two students with different statements read theirs aloud |
# | 12 to 17 | exercise "stands" |
# | 17 to 27 | the prediction; exercise "against", in pairs |
# | 27 to 40 | exercise "arguments" and the sentences |
# | 40 to 50 | talk: the questions at the end |
#
# **What goes wrong.**
# Students look for true or false, and most of these statements are neither: they rest on a record that nobody here has seen.
# They read "more than" as decoration, and then find the statement wrong because another outlet prints a larger number.
# They take every sentence with "said" in it for an opinion, and every one without for a fact.
# Two papers that both retell one post are counted as two sources.
# An answer of an agency is taken for proof that it was not listed: it speaks of sending, and the statement of a list.

# %% [markdown]
# In March 2019 newspapers wrote about records on license plate readers.
# You have one statement of one article, and what this collection found for it and against it.
# Your task is not to say whether it is true, but what could be printed.
# You fill in words, letters and numbers between quotation marks or brackets; there is nothing to program.

# %% tags=["settings"]
seed = 0  # your own number, if you were given one

# %%
from helpers.lessons import exercises, wording

# %%
lesson = exercises.of("08", seed)
statement = lesson.about.claim
print(f"{statement.published.outlet}, {lesson.about.day}; speaker: {statement.speaker}\n")
wording.shown({"your statement": statement.says})

# %% [markdown]
# The statement is told in our own words; the article's text is not reprinted here.

# %% [markdown]
# ## The number, and the words around it
#
# ### Which number?
#
# Write the number of your statement in digits, without commas.
# A word such as dozens or thousands counts as two of them, the least that a plural can mean.

# %% tags=["exercise"] exercise="number"
### BEGIN SOLUTION
number = statement.value
### END SOLUTION

# %% tags=["wrong"] exercise="number"
wrong = [
    (90, "another outlet"),
    (f"more than {statement.value:.0f}", "without quotation marks"),
    (statement.value - 1, "statement itself"),
]

# %% [markdown]
# ### Which rule?
#
# How must a number from a record stand to this one, so that the statement holds?
# Write one of these, between quotation marks:
#
# - `"exact"`: this number and no other; so for a year, or a few things that can be counted
# - `"at least"`: this number or more
# - `"at most"`: this number or less
# - `"about"`: up to a tenth more or less; so for a large round number with no word beside it

# %% tags=["exercise"] exercise="rule"
### BEGIN SOLUTION
rule = statement.rule.replace("_", " ")
### END SOLUTION

# %% tags=["wrong"] exercise="rule"
wrong = [(word, says) for word, says in (("exact", "no room"), ("about", "both sides"), ("at most", "ceiling"), ("many", "four words"))]

# %% [markdown]
# ### With which of these would it stand?
#
# Suppose that the record were found, and had one of these numbers.
# Give the letters of those with which your statement would stand, as in `{"a", "b"}`.

# %%
wording.shown(lesson.about.numbers)

# %% tags=["exercise"] exercise="stands"
### BEGIN SOLUTION
standing = {letter for letter in lesson.about.numbers if not lesson.why("stands", letter)}
### END SOLUTION

# %% tags=["wrong"] exercise="stands"
values = {letter: float(number.replace(",", "")) for letter, number in lesson.about.numbers.items()}
wrong = [
    ({letter for letter, value in values.items() if value == statement.value}, "no other"),
    ({letter for letter, value in values.items() if value <= statement.value}, "smaller number"),
    ({letter for letter, value in values.items() if abs(value - statement.value) <= statement.value / 10}, "either side"),
    (set(values), "would not do"),
]

# %% [markdown]
# ## For it, and against it
#
# **Predict, then run.**
# The next cell prints what was found.
# Before you run it, write down which one page, if you could have it, would decide your statement.
# Then see whether it is among these.

# %%
wording.shown(lesson.about.evidence)

# %% [markdown]
# ### Which of these limit it?
#
# Some of these pieces bear your statement out, or stand beside it.
# Others speak against it, or against a word of it.
# Give the letters of those others, as in `{"a", "b"}`, or `{"a"}` if there is one.

# %% tags=["exercise"] exercise="against"
### BEGIN SOLUTION
against = {letter for letter in lesson.about.evidence if not lesson.why("against", letter)}
### END SOLUTION

# %% tags=["wrong"] exercise="against"
wrong = [
    (set(lesson.about.evidence) - against, "asks for the others"),
    (set(lesson.about.evidence), "not all of them"),
    (against | {sorted(set(lesson.about.evidence) - against)[0]}, "does not belong there"),
    ({sorted(against)[0]}, "something is missing"),
]

# %% [markdown]
# ## What could be checked at all?
#
# Here are six other statements of that article.
# A record could decide some of them, if one had it.
# Others are what somebody argues, wishes or fears.
#
# Give the letters of those that are arguments.

# %%
wording.shown(lesson.about.six)

# %% tags=["exercise"] exercise="arguments"
### BEGIN SOLUTION
arguments = {letter for letter in lesson.about.six if not lesson.why("arguments", letter)}
### END SOLUTION

# %% tags=["wrong"] exercise="arguments"
from helpers.lessons.answers.lesson_08 import names_who_says

named = {letter for letter, one in lesson.about.six_claims.items() if names_who_says(one)}
wrong = [
    (set(lesson.about.six) - arguments, "asks for the others"),
    (named, "need not be an argument"),
    ({sorted(arguments)[0]}, "something is missing"),
    (set(lesson.about.six), "a record could show"),
]

# %% [markdown] tags=["sentences"] faults=["we checked", "limits it", "difference between sources"]
# Back to your own statement.

# %% [markdown]
# ## To talk about
#
# - Which of the sources that you read saw the record, and which retell somebody who did? How can one tell?
# - Somebody concerned says: it is not so. What may be printed then, and in which order?
# - "We found no evidence against it." What must stand beside that sentence?

# %% [markdown] tags=["marking"]
# | "number", "rule", "stands", "arguments": the check says Right | 1 each |
# | "against": the right letters, and for each the word of the statement that it limits | 2 |
# | a sentence of the student's own on the statement: who says so, with its number and the words around it, what limits it, and what was not seen | 4 |
#
# Take a point off for each: a number without its "more than"; "proves"; a source that retells counted as one that saw; an answer left out.

# %% [markdown] tags=["instructor"]
# What the collection's ledger says of this statement, and why.
# A class that comes to another verdict with the same evidence may be right: `CORRECTIONS.md` says how a correction is made.

# %% tags=["instructor"]
from helpers import schemas
from helpers.claims import ledger

verdicts = schemas.read("verdicts")
print(*ledger.in_words(verdicts[verdicts["claim_id"] == statement.id], reasons=True), sep="\n")

# %% [markdown] tags=["instructor"]
# **The talk.** A source that saw the record names a page, or shows a picture; one that retells names another outlet, or nobody.
# The answer of who is concerned belongs beside the statement, with what exactly it answers: being listed, or sending.
# Beside "no evidence against it" belongs where one looked, and what one could not see.
#
# **The handout.** It is this lesson on paper, for one statement: question 1 is answered under "number" and "rule" above, and by the speaker, whom the handout names.
# Question 2 has no single right answer, and a good reason counts; the collection's stands under "against".
# Question 3: a line says so only where it tells of pages, or of a look at the records; an agency that answers speaks of itself, and most lines just retell.
# A page of another document is seen, and the list that the statement speaks of is not.
# Question 4: the sentences that could be printed, above, are two answers.

# %% tags=["handout"]
says, day, speaker = statement.says, lesson.about.day, statement.speaker
lines = "\n".join(f"- ({letter}) {piece}" for letter, piece in lesson.about.evidence.items())

# %% [markdown] tags=["handout"]
# **You need** a pencil.
# A statement of an article of {{day}}, in our words (speaker: {{speaker}}):
#
# > {{says}}
#
# What was found:
#
# {{lines}}
#
# 1. (3 minutes) Underline in the statement the number, the words that hold it back, and who says it.
# 2. (5 minutes) Beside each letter write: for, against, or beside the point. For those against, underline the word of the statement that they limit.
# 3. (2 minutes) Which lines say that their source saw the record itself, or name a page of it? Where none does, write what you would ask, and whom.
# 4. (5 minutes) Write the sentence that this evidence carries.
#
# **To talk about.** Whom would you call before you print it, and what would you ask?
