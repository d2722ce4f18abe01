"""Approved paragraphs for answers to messages (MSG-4, W4): what people ask most, to be fitted to the person.

Written with the same care as letters and held to the same gate by test. None says anything about a case: what is true
of this case stands in the answer only when its writer puts it there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedParagraph:
    """One paragraph that may be put into an answer."""

    key: str
    #: What it answers, for the writer.
    title: str
    text: str


PARAGRAPHS: tuple[ApprovedParagraph, ...] = (
    ApprovedParagraph(
        key="thank-you",
        title="Thank you for writing",
        text="Thank you for writing to me. I have read your message, and I am sorry that you had to ask.",
    ),
    ApprovedParagraph(
        key="no-news-yet",
        title="There is no news yet",
        text=(
            "There is no new decision in your case today. I know that waiting is hard. I have not forgotten you, and I "
            "will write to you by the date on your page even if nothing has changed by then."
        ),
    ),
    ApprovedParagraph(
        key="hearing-date",
        title="When the next hearing is",
        text=(
            "The court sets the dates of hearings, and they can change, sometimes at short notice. You do not have to "
            "go unless you have been asked to give evidence. I will tell you when a date is set or moved."
        ),
    ),
    ApprovedParagraph(
        key="why-so-long",
        title="Why it takes so long",
        text=(
            "I am sorry that this is taking so long. Cases wait for the police, for reports and for a courtroom to be "
            "free. The wait says nothing about how seriously your case is taken."
        ),
    ),
    ApprovedParagraph(
        key="explain-a-letter",
        title="Something in a letter is not clear",
        text=(
            "I am sorry that our letter was not clear. I would like to explain it to you in other words. If you would "
            "rather talk it through, tell me a day and a time that are safe for you and I will ring you."
        ),
    ),
    ApprovedParagraph(
        key="right-to-review",
        title="Asking for a decision to be looked at again",
        text=(
            "If our letter says that you can ask us to look at the decision again, you only need to tell us that you "
            "want this. You need not give a reason. The letter gives the date until which it is best to ask."
        ),
    ),
    ApprovedParagraph(
        key="contact-by-defendant",
        title="The other person has been in touch",
        text=(
            "Please tell the police straight away if the other person, or anybody for them, has been in touch with "
            "you. Ring 101, or 999 if you are in danger now. It is not your fault, and you do not have to answer them."
        ),
    ),
    ApprovedParagraph(
        key="giving-evidence",
        title="Worry about giving evidence",
        text=(
            "Many people worry about giving evidence. There is help: you may ask to see the courtroom beforehand, and "
            "we can ask the court for measures such as a screen or a video link. The court decides. Shall I explain "
            "them?"
        ),
    ),
    ApprovedParagraph(
        key="passed-to-police",
        title="I have passed this to the police",
        text=(
            "What you wrote is about what happened, so I have passed it to the police officer in your case. I am not "
            "able to discuss it with you, because that could cause difficulties at court. The officer may contact you."
        ),
    ),
    ApprovedParagraph(
        key="change-contact",
        title="How we contact you can change",
        text=(
            "You can change how, when and how often we contact you, at any time and without giving a reason. Tell me "
            "what is safe for you now and I will change it today."
        ),
    ),
    ApprovedParagraph(
        key="support",
        title="Somebody to talk to",
        text=(
            "You do not have to go through this alone. On your page, under “Someone to talk to”, you find people who "
            "listen and help free of charge. They are independent of the police and of us."
        ),
    ),
)
